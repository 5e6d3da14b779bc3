using System.Text.Json.Serialization;
using Periods.Grains.Closing;
using Periods.Grains.Posting;

namespace Periods.Grains.Businesses;

/// <summary>A business, folded from its events.</summary>
/// <param name="CreatedAt">Null before it is created.</param>
/// <param name="Calendar">By date; no two overlap, so it is ordered by start and by end.</param>
/// <param name="Policy">Null: the default.</param>
public sealed record BusinessState(Guid Id, string Name, string TimeZone, DateTimeOffset? CreatedAt, ImmutableArray<PeriodView> Calendar, ClosePolicy? Policy = null)
{
    public const string Utc = "UTC";

    public static BusinessState Initial(EntityKey key) => new(key.Business, "", Utc, null, []);

    /// <summary>Null before the first entry.</summary>
    public Postings? Postings { get; init; }

    /// <summary>Characters of all names and reasons in the calendar.</summary>
    [JsonIgnore]
    public int TextLength { get; init; }

    [JsonIgnore]
    public bool Exists => CreatedAt is not null;

    [JsonIgnore]
    public ClosePolicy PolicyInForce => Policy ?? ClosePolicy.Default;

    public PeriodView? Find(Guid periodId)
    {
        foreach (var period in Calendar)
            if (period.Id == periodId) return period;
        return null;
    }

    public PeriodView? EndingOn(DateOnly end)
    {
        foreach (var period in Calendar)
            if (period.End == end) return period;
        return null;
    }

    /// <summary>The date it is for the business: its zone decides when a day begins; UTC, where the host does not know it, as for the score's days.</summary>
    public DateOnly DateAt(DateTimeOffset at) =>
        DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(at, PeriodFold.Zone(TimeZone) ?? TimeZoneInfo.Utc).DateTime);
}
