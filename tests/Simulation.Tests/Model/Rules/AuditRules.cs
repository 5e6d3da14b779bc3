using Periods.Simulation.Tests.Model.Steps;

namespace Periods.Simulation.Tests.Model.Rules;

/// <summary>Which entries of a trail a reader asks for.</summary>
internal static class AuditRules
{
    public static IReadOnlyList<Told> Asked(Books books, Step.AuditLog s)
    {
        var (from, to) = Bounds(books.Trail, s);
        var period = s.Period is { } number ? books.Find(number)?.Id ?? Books.Unknown : (Guid?)null;
        return
        [
            .. books.Trail.All.Where(told =>
                (s.Period is null || told.Period == period)
                && (s.Of is null || told.By.User == UserOf(books, s.Of))
                && (s.Action is null || told.Action == s.Action)
                && (Refused(s) is not { } refused || told.Code is null != refused)
                && (from is null || told.Behind >= from)
                && (to is null || told.Behind < to)),
        ];
    }

    /// <summary>Of what the reader names.</summary>
    public static Guid UserOf(Books books, string name) => books.Staff.Find(name)?.Id ?? Books.Unknown;

    /// <summary>Whether only refusals are read, or only changes; null for both.</summary>
    public static bool? Refused(Step.AuditLog s) => s.From is null && s.To is null ? s.Refused : false;

    /// <summary>The numbers of the changes to begin with, and before which to end; those of one request have one time, so the first of them.</summary>
    public static (int? From, int? To) Bounds(Trail trail, Step.AuditLog s) => (FirstOfItsRequest(trail, s.From), FirstOfItsRequest(trail, s.To));

    private static int? FirstOfItsRequest(Trail trail, int? number)
    {
        if (number is not { } wanted) return null;
        Told[] changes = [.. trail.All.Where(told => told.Code is null)];
        return Array.FindIndex(changes, told => told.By == changes[wanted % changes.Length].By);
    }
}
