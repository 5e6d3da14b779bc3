using FsCheck;
using FsCheck.Fluent;
using Periods.Grains.Closing;
using Periods.Grains.Scoring;

namespace Periods.Grains.Tests.Scoring;

/// <summary>What holds for the score of any facts.</summary>
public sealed class ScoreProperties
{
    private const RoleSet AllRoles = RoleSet.Preparer | RoleSet.Reviewer | RoleSet.Controller | RoleSet.Partner;

    private static readonly Gen<long> Count = Gen.OneOf(
        Gen.Choose(0, 9).Select(n => (long)n), Gen.Choose(0, 1_000_000).Select(n => (long)n), Gen.Choose(0, 1_000).Select(n => Limits.InputCountMax - n));

    private static readonly Gen<ScoreFacts> AnyFacts =
        from total in Count
        from unreviewed in Count
        from uncategorized in Count
        from required in Count
        from completed in Count
        from high in Count
        from given in Gen.Choose(0, 15)
        from steps in Gen.Choose(0, Checklist.Steps.Length)
        from signed in Gen.Choose(0, (int)AllRoles)
        from strict in Gen.Elements(true, false)
        let inputs = new CloseInputs(
            Has(given, 1) || Has(given, 2) || total == 0 ? total : null,
            Has(given, 1) ? Math.Min(unreviewed, total) : null,
            Has(given, 2) ? Math.Min(uncategorized, total) : null,
            Has(given, 4) ? new(required, Math.Min(completed, required)) : null,
            Has(given, 8) ? new(high % 7, unreviewed, uncategorized) : null)
        select new ScoreFacts(inputs, Checklist.Steps.Length, steps, Checklist.RequiredRoles, (RoleSet)signed, strict);

    [Fact]
    public void The_score_is_between_0_and_100_with_one_decimal() =>
        ForAll(facts => ScoreRules.Compute(facts).Score is >= 0m and <= 100m and var score && score * 10m == decimal.Truncate(score * 10m));

    [Fact]
    public void The_coverage_is_the_weight_of_what_was_reported() => ForAll(facts =>
        ScoreRules.Compute(facts).Coverage == ScoreRules.Components(facts).Where(c => c.Value is not null).Sum(c => c.Weight)
        && ScoreRules.Compute(facts).Coverage is >= 25 and <= 100);

    [Fact]
    public void What_the_components_cost_is_what_is_missing_to_100() => ForAll(facts =>
        Math.Abs(ScoreRules.Components(facts).Sum(c => c.PointsLost) - (100m - ScoreRules.Compute(facts).Score)) <= 6 * 0.05m);

    [Fact]
    public void Signing_in_any_role_never_lowers_the_score_and_revoking_never_raises_it() => ForAll(facts =>
        Enum.GetValues<ReviewRole>().Select(role => (RoleSet)(1 << (int)role)).All(role =>
            ScoreRules.Compute(facts with { RolesSigned = facts.RolesSigned | role }).Score >= ScoreRules.Compute(facts with { RolesSigned = facts.RolesSigned & ~role }).Score));

    [Fact]
    public void Acknowledging_a_step_never_lowers_the_score() => ForAll(facts =>
        facts.StepsDone == facts.StepsRequired || ScoreRules.Compute(facts with { StepsDone = facts.StepsDone + 1 }).Score >= ScoreRules.Compute(facts).Score);

    private static bool Has(int set, int flag) => (set & flag) != 0;

    private static void ForAll(Func<ScoreFacts, bool> holds) =>
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(1_000), Prop.ForAll(Arb.From(AnyFacts), holds));
}
