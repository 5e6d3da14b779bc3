using Periods.Faults.Load;
using Periods.Simulation.Tests.Linearizability;

namespace Periods.Faults.Checks;

/// <param name="End">Of the month it concerns.</param>
internal sealed record CalendarOperation(Deed Deed, string End);

/// <param name="Code">Of a refusal; null when accepted.</param>
/// <param name="Calendar">What a list told, as <see cref="CalendarImage"/> writes it.</param>
internal sealed record CalendarReply(string? Code, string? Calendar = null);

/// <summary>The calendar of a business: each month's end with its status, in order, as "2010-01-31 open;".</summary>
internal sealed record CalendarImage(string Text)
{
    private const int EndLength = 10;

    public string? StatusOf(string end) => Entries.FirstOrDefault(e => e.StartsWith(end, StringComparison.Ordinal))?[(EndLength + 1)..];

    public CalendarImage With(string end, string status) =>
        Of(Entries.Where(e => !e.StartsWith(end, StringComparison.Ordinal)).Append($"{end} {status}"));

    public static CalendarImage Of(IEnumerable<string> entries) => new(string.Concat(entries.Order(StringComparer.Ordinal).Select(e => e + ';')));

    private IEnumerable<string> Entries => Text.Split(';', StringSplitOptions.RemoveEmptyEntries);
}

/// <summary>A business by the contract: its lifecycle commands and its list are one object, so that a list shows all months as of one moment.</summary>
internal sealed class CalendarSpecification : ISpecification<CalendarImage, CalendarOperation, CalendarReply>
{
    public CalendarImage Initial => new("");

    public bool Allows(CalendarImage state, CalendarOperation operation, CalendarReply? reply, out CalendarImage next)
    {
        var (code, status) = (operation.Deed, state.StatusOf(operation.End)) switch
        {
            (Deed.List, _) => (null, null),
            (Deed.Create, null) => (null, "open"),
            (Deed.Create, _) => ("period_overlaps", null),
            (Deed.Close, "open") => (null, "closed"),
            (Deed.Close, "closed") => ("period_already_closed", null),
            (Deed.Close, _) => ("period_locked", null),
            (Deed.Lock, "closed") => (null, "locked"),
            (Deed.Lock, "open") => ("period_not_closed", null),
            (Deed.Lock, _) => ("period_already_locked", null),
            (Deed.Reopen, "open") => ("period_already_open", null),
            _ => ((string?)null, (string?)"open"),
        };
        next = status is null ? state : state.With(operation.End, status);
        return reply is null || reply.Code == code && (operation.Deed != Deed.List || reply.Calendar == state.Text);
    }

    public bool LeavesEverything(CalendarOperation operation, CalendarReply reply) => reply.Code is not null || operation.Deed == Deed.List;
}
