using Periods.Closing;
using Periods.Gateway.Api;

namespace Periods.Gateway.Closing;

/// <inheritdoc cref="SignOffView"/>
internal sealed record SignOffBody(
    Guid Id,
    Guid PeriodId,
    Guid BusinessId,
    Guid UserId,
    string Role,
    string? Notes,
    decimal SnapshotScore,
    string StateHash,
    bool Stale,
    string SignedAt,
    string CreatedAt,
    string UpdatedAt,
    decimal CloseScore)
{
    public static SignOffBody Of(SignOffView signOff) => new(
        signOff.Id, signOff.PeriodId, signOff.BusinessId, signOff.UserId, WireText.Of(signOff.Role), signOff.Notes, signOff.SnapshotScore, signOff.StateHash,
        signOff.Stale, WireText.Of(signOff.SignedAt), WireText.Of(signOff.CreatedAt), WireText.Of(signOff.UpdatedAt), signOff.CloseScore);
}

internal sealed record SignOffListBody(Guid PeriodId, IReadOnlyList<SignOffBody> Items)
{
    public static SignOffListBody Of(SignOffList list) => new(list.PeriodId, [.. list.Items.Select(SignOffBody.Of)]);
}
