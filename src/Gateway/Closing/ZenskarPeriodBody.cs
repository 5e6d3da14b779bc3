using Periods.Access;
using Periods.Closing;
using Periods.Gateway.Api;

namespace Periods.Gateway.Closing;

/// <summary>AccountingPeriodResponseSchema of the Zenskar seed.</summary>
internal sealed record ZenskarPeriodBody(
    Guid Id,
    Guid OrganisationId,
    string PeriodStart,
    string PeriodEnd,
    string Status,
    string? ClosedAt,
    Guid? ClosedByUserId,
    string CreatedAt,
    string UpdatedAt,
    string? PeriodName,
    ZenskarUserBody ClosedByUser)
{
    public static ZenskarPeriodBody Of(PeriodView period, UserView closedBy) => new(
        period.Id, period.BusinessId, WireText.Of(period.Start), WireText.Of(period.End), WireText.Of(period.Status), WireText.Of(period.ClosedAt),
        period.ClosedBy, WireText.Of(period.CreatedAt), WireText.Of(period.UpdatedAt), period.Name, ZenskarUserBody.Of(closedBy));
}

/// <summary>UserResponseSchema of the Zenskar seed. What we keep nothing of is null, false or empty.</summary>
internal sealed record ZenskarUserBody(
    Guid Id,
    string FirstName,
    string LastName,
    string Email,
    string Role,
    string? Phone,
    Guid? RbacRoleId,
    bool Totp,
    IReadOnlyList<string> AdditionalPermissions)
{
    public static ZenskarUserBody Of(UserView user) => new(
        user.Id, user.FirstName, user.LastName, user.Email, WireText.Of(user.Role), Phone: null, RbacRoleId: null, Totp: false, AdditionalPermissions: []);
}

/// <summary>A page in Zenskar's form. Next and previous are what <c>cursor</c> takes; null where there is no such page.</summary>
internal sealed record ZenskarPageBody(IReadOnlyList<ZenskarPeriodBody> Results, string? Next, string? Previous, int TotalCount);
