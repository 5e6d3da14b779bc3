using Periods.Access;
using Periods.Businesses;
using Periods.Closing;
using Periods.Gateway.Access;
using Periods.Gateway.Api;

namespace Periods.Gateway.Closing;

/// <summary>
/// The same ledger in the Zenskar dialect (contract §b): periods close in order, none of them in the future, and one that was never closed is not known.
/// </summary>
internal static class ZenskarPeriodEndpoints
{
    public static readonly Operation List = new(
        "GET", "/accounting_new/periods", "Get-accounting-periods", Dialect.Zenskar, Permission.Read, ZenskarListing.Run);

    public static readonly Operation Get = new(
        "GET", "/accounting_new/periods/{period_id}", "Get-accounting-period", Dialect.Zenskar, Permission.Read, call => call.HandleTagged(
            static call => new PeriodPath(call.Input.PathUuid("period_id")),
            static (call, path) => GetClosed(call, path.PeriodId),
            static period => period.Tag,
            AnswerWithUser));

    public static readonly Operation Close = new(
        "POST", "/accounting_new/periods/close", "Close-accounting-period", Dialect.Zenskar, Permission.Close, HasBody: true, Run: call => call.Handle(
            static call => new ClosePeriod(
                call.Caller, Guid.NewGuid(), call.Body.Date("end_date"), Reason: null, call.Body.OptionalText("period_name", Limits.NameLengthMax), Ordered: true,
                Expected: call.Expected),
            static (call, request) => call.Business.ClosePeriod(request),
            AnswerWithUser))
    {
        Action = PeriodEndpoints.Close.Action,
    };

    /// <summary>The periods with the users who closed them, which come along "so the caller doesn't have to fetch it separately" (seed).</summary>
    public static async ValueTask<Outcome<ZenskarPeriodBody[]>> WithUsers(Call call, IReadOnlyList<PeriodView> periods)
    {
        if (periods.Count == 0) return Array.Empty<ZenskarPeriodBody>();
        var found = await call.Users.FindUsers(new FindUsers([.. periods.Select(period => period.ClosedBy!.Value).Distinct()]));
        if (found.Refusal is { } refusal) return refusal;
        var users = found.Value!.Items.ToDictionary(user => user.Id);
        return periods.Select(period => ZenskarPeriodBody.Of(period, users[period.ClosedBy!.Value])).ToArray();
    }

    private static async ValueTask<Outcome<PeriodView>> GetClosed(Call call, Guid periodId)
    {
        var found = await call.Business.GetPeriod(periodId);
        return found.Value is { ClosedAt: null } ? RefusalCode.PeriodNotFound : found;
    }

    private static async Task AnswerWithUser(Call call, PeriodView period)
    {
        var shown = await WithUsers(call, [period]);
        if (shown.Refusal is { } refusal)
        {
            await call.Refuse(refusal);
            return;
        }
        call.Tag(period.Tag);
        await call.Answer(StatusCodes.Status200OK, shown.Value![0], WireJson.Default.ZenskarPeriodBody);
    }
}
