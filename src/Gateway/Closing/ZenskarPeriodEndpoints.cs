using Periods.Access;
using Periods.Businesses;
using Periods.Closing;
using Periods.Gateway.Access;
using Periods.Gateway.Api;

namespace Periods.Gateway.Closing;

/// <summary>The same ledger in the Zenskar dialect (contract §b): periods close in order, none of them in the future.</summary>
internal static class ZenskarPeriodEndpoints
{
    public static readonly Operation Close = new(
        "POST", "/accounting_new/periods/close", "Close-accounting-period", Dialect.Zenskar, Permission.Close, HasBody: true, Run: call => call.Handle(
            static call => new ClosePeriod(
                call.Caller, Guid.NewGuid(), call.Body.Date("end_date"), Reason: null, call.Body.OptionalText("period_name", Limits.NameLengthMax), Ordered: true),
            static (call, request) => call.Business.ClosePeriod(request),
            AnswerWithUser));

    /// <summary>The closing user comes along "so the caller doesn't have to fetch it separately" (seed).</summary>
    private static async Task AnswerWithUser(Call call, PeriodView period)
    {
        var closedBy = await call.Users.GetUser(period.ClosedBy!.Value);
        await (closedBy.Value is { } user
            ? call.Answer(StatusCodes.Status200OK, ZenskarPeriodBody.Of(period, user), WireJson.Default.ZenskarPeriodBody)
            : call.Refuse(closedBy.Refusal!));
    }
}

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
