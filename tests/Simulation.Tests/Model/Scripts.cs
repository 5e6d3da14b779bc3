using FsCheck;
using FsCheck.Fluent;

namespace Periods.Simulation.Tests.Model;

/// <summary>Random scripts, and smaller ones of a script that failed.</summary>
internal static class Scripts
{
    private const int LengthMax = 40;

    private static readonly Gen<string> Who = Gen.Frequency(
        (6, Gen.Constant("owner")), (5, Gen.Constant("admin")), (5, Gen.Constant("member")), (1, Gen.Constant("viewer")), (1, Gen.Elements("operator", "outsider", "nobody")));

    private static readonly Gen<string> Clerk = Gen.Frequency((3, Gen.Constant("operator")), (1, Who));

    private static readonly Gen<int> Span = Gen.Frequency((3, Gen.Choose(0, 2)), (1, Gen.Choose(0, Step.Spans.Length - 1)));

    private static readonly Gen<int> Period = Gen.Choose(0, 3);

    private static readonly Gen<string?> Text = Gen.Elements<string?>(null, "month end", "checked", "späte Rechnung");

    private static readonly Gen<string> Role = Gen.Frequency((12, Gen.Elements("preparer", "reviewer", "controller", "partner")), (1, Gen.Constant("auditor")));

    private static readonly Gen<string> StepId = Gen.Frequency(
        (12, Gen.Elements("trial_balance_review", "pnl_variance_review", "balance_sheet_review", "cash_review", "controller_review", "cash_review", "inventory_count")), (1, Gen.Constant("tea_break")));

    private static readonly Gen<int> Day = Gen.Frequency((4, Gen.Choose(0, 4)), (1, Gen.Choose(0, Step.Days.Length - 1)));

    private static readonly Gen<int?> Bound = Gen.Frequency((1, Gen.Constant<int?>(null)), (2, Day.Select(day => (int?)day)));

    private static readonly Gen<Step> Any = Gen.Frequency(
        (2, Gen.Constant<Step>(new Step.Restart())),
        (5, from back in Gen.Choose(0, 9) from changed in Gen.Choose(0, 2) select (Step)new Step.Again(back, changed == 0)),
        (1, from who in Clerk from taken in Gen.Elements(true, false) select (Step)new Step.CreateBusiness(who, taken)),
        (2, from who in Clerk from role in Gen.Elements("viewer", "member", "admin", "owner") from taken in Gen.Choose(0, 2) select (Step)new Step.AddUser(who, role, taken == 0)),
        (2, from who in Clerk from whose in Gen.Elements("viewer", "member", "admin", "owner") select (Step)new Step.IssueToken(who, whose)),
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
        (8, from who in Who from period in Period from step in StepId from notes in Text select (Step)new Step.Acknowledge(who, period, step, notes)),
        (4, from who in Who from period in Period from step in StepId select (Step)new Step.Withdraw(who, period, step)),
        (3, from who in Who from period in Period select (Step)new Step.Acknowledgements(who, period)),
        (9, from who in Who from period in Period from counts in Gen.ArrayOf(Count, 5)
            select (Step)new Step.Report(who, period, counts[0], counts[1], counts[2], counts[3], counts[4])),
        (12, from who in Who from day in Day from id in Gen.Choose(0, 5) from cents in Gen.Choose(0, 9) select (Step)new Step.Post(who, day, Math.Max(0, id - 2), cents == 0 ? 99 : 100)),
        (3, from who in Who from one in Day from other in Day select (Step)new Step.CheckDays(who, one, other)),
        (3, from who in Who from first in Bound from last in Bound from limit in Gen.Choose(1, 3) select (Step)new Step.Entries(who, first, last, limit)),
        (6, from who in Who from period in Period from stream in Gen.Choose(0, 3) select (Step)new Step.Score(who, period, stream == 0)));

    private static Gen<int?> Count => Gen.Frequency((4, Gen.Constant<int?>(null)), (1, Gen.Constant<int?>(-1)), (5, Gen.Choose(0, 7).Select(n => (int?)n)));

    public static Arbitrary<Script> Arbitrary => Arb.From(
        from length in Gen.Choose(1, LengthMax) from steps in Gen.ArrayOf(Any, length) select new Script(steps),
        Smaller);

    /// <summary>Without a half, a quarter, … of its steps; at last without each one.</summary>
    private static IEnumerable<Script> Smaller(Script script)
    {
        for (var size = script.Steps.Count / 2; size > 0; size /= 2)
            for (var from = 0; from < script.Steps.Count; from += size)
                if (size < script.Steps.Count) yield return new Script([.. script.Steps.Take(from), .. script.Steps.Skip(from + size)]);
    }
}
