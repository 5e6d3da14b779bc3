using Periods.Closing;
using Periods.Gateway.Api;

namespace Periods.Gateway.Closing;

/// <summary>AccountingPeriodResponse of the Day Zero seed, and whether the period was ever closed by force; optional fields are present as null.</summary>
internal sealed record PeriodBody(
    Guid Id,
    Guid BusinessId,
    string PeriodStart,
    string PeriodEnd,
    string Status,
    string? ClosedAt,
    Guid? ClosedByUserId,
    string? LockReason,
    string? ReopenReason,
    string? ReopenedAt,
    Guid? ReopenedByUserId,
    string CreatedAt,
    string UpdatedAt,
    bool Forced)
{
    public static PeriodBody Of(PeriodView period) => new(
        period.Id, period.BusinessId, WireText.Of(period.Start), WireText.Of(period.End), WireText.Of(period.Status),
        WireText.Of(period.ClosedAt), period.ClosedBy, period.LockReason, period.ReopenReason, WireText.Of(period.ReopenedAt), period.ReopenedBy,
        WireText.Of(period.CreatedAt), WireText.Of(period.UpdatedAt), period.Forced);
}

/// <summary>AccountingPeriodsListResponse. Total is null unless asked for.</summary>
internal sealed record PeriodListBody(
    IReadOnlyList<PeriodBody> Items, int? Total, int Limit, string? NextCursor, string? PrevCursor, bool HasNext, bool HasPrev);
