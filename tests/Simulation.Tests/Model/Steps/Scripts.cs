using FsCheck;
using FsCheck.Fluent;
using Periods.Simulation.Tests.Model.Rules;

namespace Periods.Simulation.Tests.Model.Steps;

/// <summary>Random scripts, and smaller ones of a script that failed.</summary>
internal static class Scripts
{
    private const int LengthMax = 40, Keys = 30;

    private static readonly Gen<string> Who = Gen.Frequency(
        (12, Gen.Constant("owner")), (10, Gen.Constant("admin")), (10, Gen.Constant("member")), (2, Gen.Constant("viewer")), (3, Gen.Constant(Step.Newcomer)),
        (2, Gen.Elements(Step.Operator, Step.Outsider, Step.Nobody)));

    private static readonly Gen<string> Clerk = Gen.Frequency((3, Gen.Constant(Step.Operator)), (1, Who));

    /// <summary>Mostly those whose tokens may go without ending the script.</summary>
    private static readonly Gen<string> Holder = Gen.Frequency((6, Gen.Constant(Step.Newcomer)), (3, Gen.Elements("viewer", "member")), (1, Gen.Elements("admin", "owner", Step.Outsider)));

    private static readonly Gen<int> Span = Gen.Frequency((3, Gen.Choose(0, 2)), (1, Gen.Choose(0, Step.Spans.Length - 1)));

    private static readonly Gen<int> Period = Gen.Choose(0, 3);

    private static readonly Gen<string?> Text = Gen.Elements<string?>(null, "month end", "checked", "späte Rechnung");

    private static readonly Gen<string> Role = Gen.Frequency((12, Gen.Elements("preparer", "reviewer", "controller", "partner")), (1, Gen.Constant("auditor")));

    private static readonly Gen<string> StepId = Gen.Frequency(
        (12, Gen.Elements("trial_balance_review", "pnl_variance_review", "balance_sheet_review", "cash_review", "controller_review", "cash_review", "inventory_count")), (1, Gen.Constant("tea_break")));

    private static readonly Gen<int> Day = Gen.Frequency((4, Gen.Choose(0, 4)), (1, Gen.Choose(0, Step.Days.Length - 1)));

    private static readonly Gen<int?> Bound = Maybe(Day);

    private static readonly Gen<string> Action = Gen.Elements("close_period", "create_period_sign_off", "create_token", "lock_period", "nothing_of_the_kind");

    private static readonly Gen<Step> Plain = Gen.Frequency(
        (2, Gen.Constant<Step>(new Step.Restart())),
        (5, from back in Gen.Choose(0, 9) from changed in Gen.Choose(0, 2) select (Step)new Step.Again(back, changed == 0)),
        (1, from who in Clerk from taken in Gen.Elements(true, false) select (Step)new Step.CreateBusiness(who, taken)),
        (3, from who in Clerk from role in Gen.Elements(Staff.Ranks) from taken in Gen.Choose(0, 2) select (Step)new Step.AddUser(who, role, taken == 0)),
        (5, from who in Clerk from whose in Holder from text in Text from days in Maybe(Gen.Choose(1, 365)) select (Step)new Step.IssueToken(who, whose, text, days)),
        (2, from who in Gen.OneOf(Clerk, Who) from limit in Gen.Choose(1, 4) select (Step)new Step.ListTokens(who, limit)),
        (4, from who in Gen.OneOf(Clerk, Who) from of in Holder from number in Gen.Frequency((3, Gen.Constant(0)), (1, Gen.Choose(0, 3))) from wait in Gen.Choose(0, 9) from reason in Text
            select (Step)new Step.RevokeToken(who, of, number, wait == 0, reason)),
        (8, from who in Who from span in Span select (Step)new Step.Create(who, span)),
        (7, from who in Who from span in Span from reason in Text from force in Gen.Choose(0, 2) select (Step)new Step.Close(who, span, reason, force == 0)),
        (3, from who in Who from span in Span select (Step)new Step.Validate(who, span)),
        (2, from who in Who from period in Period select (Step)new Step.ZenskarGet(who, period)),
        (2, from who in Who from limit in Gen.Choose(1, 3) select (Step)new Step.ZenskarList(who, limit)),
        (3, from who in Who from size in Gen.Choose(1, 4) from periods in Gen.ArrayOf(Period, size) from reason in Text select (Step)new Step.BulkLock(who, periods, reason)),
        (4, from who in Who from number in Gen.Choose(0, Policy.All.Length - 1) select (Step)new Step.SetPolicy(who, number)),
        (1, from who in Who select (Step)new Step.GetPolicy(who)),
        (3, from who in Who from period in Period select (Step)new Step.Readiness(who, period)),
        (2, from who in Who from period in Period select (Step)new Step.History(who, period)),
        (6, from who in Who from span in Span from name in Text select (Step)new Step.ZenskarClose(who, span, name)),
        (3, from who in Who from period in Period from reason in Text select (Step)new Step.Lock(who, period, reason)),
        (5, from who in Who from period in Period from reason in Text select (Step)new Step.Reopen(who, period, reason ?? "correction")),
        (3, from who in Who from period in Period select (Step)new Step.Get(who, period)),
        (3, from who in Who from status in Gen.Elements<string?>(null, "open", "closed", "locked") from search in Gen.Elements<string?>(null, null, "LOCKED", "2026-02", "RECHNUNG")
            from down in Gen.Elements(true, false) from limit in Gen.Choose(1, 3)
            select (Step)new Step.List(who, status, search, down, limit)),
        (9, from who in Who from period in Period from role in Role from notes in Text select (Step)new Step.SignOff(who, period, role, notes)),
        (4, from who in Who from period in Period from role in Role select (Step)new Step.Revoke(who, period, role)),
        (5, from who in Who from period in Period select (Step)new Step.SignOffs(who, period)),
        (8, from who in Who from period in Period from step in StepId from notes in Text from waived in Gen.Choose(0, 4) select (Step)new Step.Acknowledge(who, period, step, notes, waived == 0)),
        (4, from who in Who from period in Period from step in StepId select (Step)new Step.Withdraw(who, period, step)),
        (3, from who in Who from period in Period select (Step)new Step.Acknowledgements(who, period)),
        (9, from who in Who from period in Period from counts in Gen.ArrayOf(Count, 5)
            select (Step)new Step.Report(who, period, counts[0], counts[1], counts[2], counts[3], counts[4])),
        (12, from who in Who from day in Day from id in Gen.Choose(0, 5) from cents in Gen.Choose(0, 9) select (Step)new Step.Post(who, day, Math.Max(0, id - 2), cents == 0 ? 99 : 100)),
        (3, from who in Who from one in Day from other in Day select (Step)new Step.CheckDays(who, one, other)),
        (3, from who in Who from first in Bound from last in Bound from limit in Gen.Choose(1, 3) select (Step)new Step.Entries(who, first, last, limit)),
        (6, from who in Who from period in Period from stream in Gen.Choose(0, 3) select (Step)new Step.Score(who, period, stream == 0)),
        (3, from who in Gen.OneOf(Clerk, Who) from period in Seldom(Period) from of in Maybe(Who) from action in Maybe(Action) from refused in Gen.Elements<bool?>(null, true, false)
            from first in Seldom(Gen.Choose(0, 20)) from last in Seldom(Gen.Choose(0, 40)) from down in Gen.Elements(true, false) from limit in Gen.Choose(3, 9)
            select (Step)new Step.AuditLog(who, period, of, action, refused, first, last, down, limit)),
        (2, from who in Gen.OneOf(Clerk, Who) from period in Period select (Step)new Step.VerifyAudit(who, period)));

    /// <summary>Steps with a key, a condition or a wish for an envelope, as clients come with them.</summary>
    public static readonly Gen<Step> Any =
        from step in Plain
        from key in Gen.Choose(1, 2 * Keys)
        from seen in Gen.Frequency((3, Gen.Constant<Seen?>(null)), (1, Gen.Frequency((3, Gen.Constant(Seen.Current)), (3, Gen.Elements(Enum.GetValues<Seen>()))).Select(tag => (Seen?)tag)))
        from envelope in Gen.Choose(0, 5)
        select step with
        {
            Key = key <= Keys ? key : null, If = Conditions.Takes(step) ? seen : null,
            Enveloped = envelope == 0 && step is not Step.Score { Stream: true },
        };

    /// <summary>Some begin with all the tokens that one user may have, but for one.</summary>
    private static readonly Gen<Step[]> Beginning = Gen.Frequency(
        (6, Gen.Constant(Array.Empty<Step>())),
        (1, Gen.Elements("viewer", "member").Select(whose => Enumerable.Repeat<Step>(new Step.IssueToken(Step.Operator, whose), 8).ToArray())));

    private static Gen<int?> Count => Gen.Frequency((4, Gen.Constant<int?>(null)), (1, Gen.Constant<int?>(-1)), (5, Gen.Choose(0, 7).Select(n => (int?)n)));

    public static Arbitrary<Script> Arbitrary => Arb.From(
        from beginning in Beginning from length in Gen.Choose(1, LengthMax) from steps in Gen.ArrayOf(Any, length) select new Script([.. beginning, .. steps]),
        Smaller);

    private static Gen<int?> Maybe(Gen<int> some) => Gen.Frequency((1, Gen.Constant<int?>(null)), (2, some.Select(value => (int?)value)));

    private static Gen<int?> Seldom(Gen<int> some) => Gen.Frequency((3, Gen.Constant<int?>(null)), (1, some.Select(value => (int?)value)));

    private static Gen<string?> Maybe(Gen<string> some) => Gen.Frequency((2, Gen.Constant<string?>(null)), (1, some.Select(value => (string?)value)));

    /// <summary>Without a half, a quarter, … of its steps; at last without each one.</summary>
    private static IEnumerable<Script> Smaller(Script script)
    {
        for (var size = script.Steps.Count / 2; size > 0; size /= 2)
            for (var from = 0; from < script.Steps.Count; from += size)
                if (size < script.Steps.Count) yield return new Script([.. script.Steps.Take(from), .. script.Steps.Skip(from + size)]);
    }
}
