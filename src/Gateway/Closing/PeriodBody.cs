using Periods.Closing;

namespace Periods.Gateway.Closing;

/// <summary>AccountingPeriodResponse of the Day Zero seed, and whether the period was ever closed by force; optional fields are present as null.</summary>
internal sealed record PeriodBody(
    Guid Id,
    Guid BusinessId,
    DateOnly PeriodStart,
    DateOnly PeriodEnd,
    PeriodStatus Status,
    DateTimeOffset? ClosedAt,
    Guid? ClosedByUserId,
    string? LockReason,
    string? ReopenReason,
    DateTimeOffset? ReopenedAt,
    Guid? ReopenedByUserId,
    DateTimeOffset CreatedAt,
    DateTimeOffset UpdatedAt,
    bool Forced)
{
    public static PeriodBody Of(PeriodView period) => new(
        period.Id, period.BusinessId, period.Start, period.End, period.Status, period.ClosedAt, period.ClosedBy, period.LockReason,
        period.ReopenReason, period.ReopenedAt, period.ReopenedBy, period.CreatedAt, period.UpdatedAt, period.Forced);
}

/// <summary>AccountingPeriodsListResponse. Total is null unless asked for.</summary>
internal sealed record PeriodListBody(
    IReadOnlyList<PeriodBody> Items, int? Total, int Limit, string? NextCursor, string? PrevCursor, bool HasNext, bool HasPrev);
