using Periods.Closing;
using Periods.Gateway.Api;

namespace Periods.Gateway.Closing;

/// <inheritdoc cref="ChecklistAckView"/>
internal sealed record ChecklistAckBody(
    Guid Id,
    Guid BusinessId,
    string PeriodStart,
    string StepId,
    string? Notes,
    Guid AckedBy,
    string CreatedAt,
    string UpdatedAt,
    bool Waived)
{
    public static ChecklistAckBody Of(ChecklistAckView ack) => new(
        ack.Id, ack.BusinessId, WireText.Of(ack.PeriodStart), ack.StepId, ack.Notes, ack.AckedBy, WireText.Of(ack.CreatedAt), WireText.Of(ack.UpdatedAt), ack.Waived);
}

internal sealed record ChecklistAckListBody(Guid PeriodId, string PeriodStart, IReadOnlyList<ChecklistAckBody> Items)
{
    public static ChecklistAckListBody Of(ChecklistAckList list) => new(list.PeriodId, WireText.Of(list.PeriodStart), [.. list.Items.Select(ChecklistAckBody.Of)]);
}
