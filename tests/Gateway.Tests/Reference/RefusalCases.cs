using Periods.Gateway.Tests.Contract;
using Periods.Gateway.Tests.Running;

namespace Periods.Gateway.Tests.Reference;

/// <summary>For every reason a grain can have, somebody who is told it.</summary>
internal static class RefusalCases
{
    private const string Entry = """{"description":"x","datetime":"2026-03-15","line_entries":[{"ledger_id":"1","amount":1,"debit_credit":"debit"},{"ledger_id":"2","amount":2,"debit_credit":"credit"}]}""";
    private const string User = """{"email":"new@acme.example","first_name":"A","last_name":"B","role":"viewer"}""";

    public static readonly IReadOnlyDictionary<RefusalCode, Func<Scene, Task<Answer>>> All = new Dictionary<RefusalCode, Func<Scene, Task<Answer>>>
    {
        [RefusalCode.Overloaded] = s => s.During(Trouble.Overloaded, () => s.Member.SignOff(s.Period, "preparer")),
        [RefusalCode.StorageUnavailable] = s => s.During(Trouble.Fails, () => s.Member.SignOff(s.Period, "preparer")),
        [RefusalCode.Contended] = s => s.During(Trouble.Contended, () => s.Member.SignOff(s.Period, "preparer")),

        [RefusalCode.IdempotencyKeyReused] = async s =>
        {
            (await s.Member.Keyed("k").SignOff(s.Period, "preparer")).Ok();
            return await s.Member.Keyed("k").SignOff(s.Period, "reviewer");
        },
        [RefusalCode.IdempotencyKeyInFlight] = s => s.Service.WhileUnderWay(() => s.Member.Keyed("k").SignOff(s.Period, "preparer")),
        [RefusalCode.IdempotencyMemoryFull] = s => s.During(Trouble.FullOfKeys, () => s.Member.Keyed("k").SignOff(s.Period, "preparer")),

        [RefusalCode.BusinessNotFound] = s => s.Member.With("x-business-id", $"{Guid.NewGuid()}").CloseScore(s.Period),
        [RefusalCode.PeriodNotFound] = s => s.Member.CloseScore(Guid.NewGuid()),
        [RefusalCode.UserNotFound] = s => s.Admin.Post("/api/v1/tokens", $$"""{"name":"t","user_id":"{{Guid.NewGuid()}}"}"""),
        [RefusalCode.TokenNotFound] = s => s.Member.Delete($"/api/v1/tokens/{Guid.NewGuid()}"),
        [RefusalCode.SignOffNotFound] = s => s.Member.RevokeSignOff(s.Period, "preparer"),
        [RefusalCode.StepNotFound] = s => s.Member.Acknowledge(s.Period, "coffee"),
        [RefusalCode.NotPermitted] = s => s.Admin.Post("/api/v1/businesses/users", User.Replace("viewer", "owner", StringComparison.Ordinal)),
        [RefusalCode.PeriodChanged] = s => s.Admin.With("If-Match", "\"x\"").ClosePeriod("2026-03-31"),

        [RefusalCode.PeriodEndBeforeStart] = s => s.Admin.CreatePeriod("2026-05-02", "2026-05-01"),
        [RefusalCode.EndDateInFuture] = s => s.Company.Zenskar(s.Company.Admin).ZenskarClose("9999-12-31"),
        [RefusalCode.InputsInconsistent] = s => s.Member.ReportInputs(s.Period, """{"transaction_count":1,"unreviewed_count":2}"""),
        [RefusalCode.EntryNotBalanced] = s => s.Member.Post(PostingCalls.Entries, Entry),

        [RefusalCode.BusinessExists] = s => s.Company.Operator.Post("/api/v1/businesses", $$"""{"name":"Acme","id":"{{s.Company.Id}}"}"""),
        [RefusalCode.MemberExists] = async s =>
        {
            (await s.Admin.Post("/api/v1/businesses/users", User)).Ok();
            return await s.Admin.Post("/api/v1/businesses/users", User);
        },
        [RefusalCode.TooManyMembers] = async s =>
        {
            await s.FillUsers();
            return await s.Admin.Post("/api/v1/businesses/users", User);
        },
        [RefusalCode.TooManyTokens] = async s =>
        {
            for (var i = 1; i < Limits.ActiveTokensPerUserMax; i++) (await s.Admin.Post("/api/v1/tokens", """{"name":"t"}""")).Ok();
            return await s.Admin.Post("/api/v1/tokens", """{"name":"t"}""");
        },
        [RefusalCode.PeriodOverlaps] = s => s.Admin.CreatePeriod("2026-03-31", "2026-04-30"),
        [RefusalCode.TooManyPeriods] = async s =>
        {
            await s.FillPeriods();
            return await s.Admin.CreatePeriod("2026-05-01", "2026-05-31");
        },
        [RefusalCode.JournalEntryExists] = async s =>
        {
            (await s.Member.PostEntry("2026-03-15", s.Period)).Ok();
            return await s.Member.PostEntry("2026-03-16", s.Period);
        },

        [RefusalCode.PeriodLocked] = async s =>
        {
            await s.Locked();
            return await s.Member.SignOff(s.Period, "preparer");
        },
        [RefusalCode.PeriodClosed] = async s =>
        {
            await s.Closed();
            return await s.Member.Acknowledge(s.Period, "cash_review");
        },
        [RefusalCode.PeriodAlreadyClosed] = async s =>
        {
            await s.Closed();
            return await s.Admin.ClosePeriod("2026-03-31");
        },
        [RefusalCode.PeriodAlreadyLocked] = async s =>
        {
            await s.Locked();
            return await s.Admin.LockPeriod(s.Period);
        },
        [RefusalCode.PeriodAlreadyOpen] = s => s.Admin.ReopenPeriod(s.Period),
        [RefusalCode.PeriodNotClosed] = s => s.Admin.LockPeriod(s.Period),
        [RefusalCode.EndNotAfterLastPeriod] = s => s.Admin.ClosePeriod("2026-02-28"),
        [RefusalCode.EarlierPeriodOpen] = s => s.Company.Zenskar(s.Company.Admin).ZenskarClose("2026-04-30"),
        [RefusalCode.TooManySignOffs] = async s =>
        {
            await s.FillSignOffs();
            return await s.Member.SignOff(s.Period, "preparer");
        },

        [RefusalCode.ForceNeedsReason] = async s =>
        {
            await s.Demands("""{"required_roles":["partner"]}""");
            return await s.Admin.Post($"{PeriodCalls.Periods}/close", """{"period_end":"2026-03-31","force":true}""");
        },
        [RefusalCode.StepsUnacknowledged] = s => Demanded(s, """{"required_steps":["cash_review"]}"""),
        [RefusalCode.SignOffsMissing] = s => Demanded(s, """{"required_roles":["partner"]}"""),
        [RefusalCode.DutiesNotSegregated] = async s =>
        {
            await s.Demands("""{"required_roles":["preparer","reviewer"],"segregation_of_duties":true}""");
            (await s.Member.SignOff(s.Period, "preparer")).Ok();
            return await s.Member.SignOff(s.Period, "reviewer");
        },
        [RefusalCode.ScoreBelowMinimum] = s => Demanded(s, """{"min_score":100}"""),
    };

    private static async Task<Answer> Demanded(Scene scene, string policy)
    {
        await scene.Demands(policy);
        return await scene.Admin.ClosePeriod("2026-03-31");
    }
}
