using System.Globalization;
using Periods.Grains.Scoring;

namespace Periods.Grains.Tests.Scoring;

/// <summary>The vectors of contract §g (A to E, G), and the edges around them. Transactions read "total, unreviewed, uncategorized"; a dash is "never reported".</summary>
public sealed class GoldenVectors
{
    [Theory]
    //          case                            transactions  reconciled  steps signed anomalies  score   coverage
    [InlineData("A a new period",               "-",          "-",        0,    "",    "-",       0.0,    25)]
    [InlineData("B the preparer signed",        "-",          "-",        0,    "p",   "-",       14.3,   25)]
    [InlineData("C everything but inputs",      "-",          "-",        5,    "pr",  "-",       100.0,  25)]
    [InlineData("D half way",                   "200,50,20",  "3/4",      2,    "",    "1,1,2",   64.8,   100)]
    [InlineData("E D, and the preparer signed", "200,50,20",  "3/4",      2,    "p",   "1,1,2",   68.4,   100)]
    [InlineData("G everything done",            "200,0,0",    "4/4",      5,    "pr",  "0,0,0",   100.0,  100)]
    [InlineData("nothing to review or match",   "0,0,0",      "0/0",      0,    "",    "-",       72.2,   90)]
    [InlineData("nothing done of everything",   "9,9,9",      "0/9",      0,    "",    "9,9,9",   0.0,    100)]
    [InlineData("anomalies stop at zero",       "0,0,0",      "0/0",      5,    "pr",  "4,1,0",   90.0,   100)]
    [InlineData("and do not go below",          "0,0,0",      "0/0",      5,    "pr",  "999,0,0", 90.0,   100)]
    [InlineData("a half rounds up: 93.75",      "16,5,0",     "0/0",      5,    "pr",  "0,0,0",   93.8,   100)]
    [InlineData("a half rounds up: 96.25",      "16,3,0",     "0/0",      5,    "pr",  "0,0,0",   96.3,   100)]
    [InlineData("a half out of thirds: 43.75",  "3,2,2",      "2/3",      2,    "c",   "-",       43.8,   90)]
    [InlineData("all four roles",              "-",          "-",        5,    "prcl","-",       100.0,  25)]
    [InlineData("a controller beside",          "-",          "-",        0,    "c",   "-",       12.5,   25)]
    public void The_score_of(string @case, string transactions, string reconciled, int steps, string signed, string anomalies, double score, int coverage)
    {
        var result = ScoreRules.Compute(Facts(transactions, reconciled, steps, signed, anomalies));

        Assert.Equal(((decimal)score, coverage), (result.Score, result.Coverage));
        Assert.NotNull(@case);
    }

    [Fact]
    public void A_half_out_of_two_shares_that_no_decimal_holds_rounds_up()
    {
        var facts = Facts("-", "5/6", 0, "", "1,1,2");

        // (20 x 83.33... + 25 x 83.33... + 10 x 59) / 80 = 54.25
        Assert.Equal((54.3m, 80), Told(ScoreRules.Compute(facts with { Inputs = facts.Inputs with { TransactionCount = 6, UncategorizedCount = 1 } })));
    }

    [Fact]
    public void Counts_of_the_largest_size_have_room()
    {
        const long Most = Limits.InputCountMax;
        var inputs = new CloseInputs(Most - 1, 1, 1, new(Required: Most - 3, Completed: Most - 4), new(0, 0, 0));

        Assert.Equal((75.0m, 100), Told(ScoreRules.Compute(Facts("-", "-", 0, "", "-") with { Inputs = inputs })));
    }

    [Theory]
    [InlineData("A a new period", "-", "-", 0, "", "-", 0.0, 25)]
    [InlineData("C everything but inputs", "-", "-", 5, "pr", "-", 25.0, 25)]
    [InlineData("transactions alone", "200,50,20", "-", 0, "", "-", 33.0, 65)]
    [InlineData("D half way", "200,50,20", "3/4", 2, "", "1,1,2", 64.8, 100)]
    [InlineData("G everything done", "200,0,0", "4/4", 5, "pr", "0,0,0", 100.0, 100)]
    public void The_strict_score_counts_nothing_for_what_nobody_reported(
        string @case, string transactions, string reconciled, int steps, string signed, string anomalies, double score, int coverage)
    {
        var facts = Facts(transactions, reconciled, steps, signed, anomalies) with { Strict = true };
        var result = ScoreRules.Compute(facts);

        Assert.Equal(((decimal)score, coverage), (result.Score, result.Coverage));
        Assert.All(ScoreRules.Components(facts).Where(c => c.Value is null), c => Assert.Equal(c.Weight, c.PointsLost));
        Assert.NotNull(@case);
    }

    [Fact]
    public void The_components_of_D_are_those_of_the_contract()
    {
        var components = ScoreRules.Components(Facts("200,50,20", "3/4", 2, "", "1,1,2"));

        Assert.Equal(["txn_review", "categorization", "reconciliation", "checklist", "anomalies"], components.Select(c => c.Key));
        Assert.Equal([20, 20, 25, 25, 10], components.Select(c => c.Weight));
        Assert.Equal([75m, 90m, 75m, 28.6m, 59m], components.Select(c => c.Value!.Value));
        Assert.Equal([5m, 2m, 6.3m, 17.9m, 4.1m], components.Select(c => c.PointsLost));
        Assert.Equal(
            ["transaction_count=200 unreviewed_count=50", "transaction_count=200 uncategorized_count=20", "required=4 completed=3", "required=7 completed=2", "high=1 medium=1 low=2"],
            components.Select(c => string.Join(' ', c.Inputs.Select(i => $"{i.Name}={i.Count}"))));
    }

    [Fact]
    public void What_was_never_reported_has_no_value_no_inputs_and_costs_nothing()
    {
        var components = ScoreRules.Components(Facts("-", "-", 1, "", "-"));

        Assert.All(components.Where(c => c.Key != "checklist"), c => Assert.Equal((null, 0m, 0), (c.Value, c.PointsLost, c.Inputs.Length)));
        Assert.Equal((14.3m, 85.7m), components.Where(c => c.Key == "checklist").Select(c => (c.Value!.Value, c.PointsLost)).Single());
    }

    [Fact]
    public void A_total_without_its_part_is_not_reported()
    {
        var facts = Facts("-", "-", 0, "", "-") with { Inputs = new(10, null, null, null, null) };

        Assert.Equal(25, ScoreRules.Compute(facts).Coverage);
        Assert.Equal(45, ScoreRules.Compute(facts with { Inputs = new(10, 0, null, null, null) }).Coverage);
    }

    [Fact]
    public void A_total_of_nothing_needs_no_part()
    {
        var facts = Facts("-", "-", 0, "", "-") with { Inputs = new(0, null, null, null, null) };

        Assert.Equal((61.5m, 65), Told(ScoreRules.Compute(facts)));
        Assert.Equal(
            ["transaction_count=0 unreviewed_count=0", "transaction_count=0 uncategorized_count=0"],
            ScoreRules.Components(facts).Where(c => c.Value == 100m).Select(c => string.Join(' ', c.Inputs.Select(i => $"{i.Name}={i.Count}"))));
    }

    [Fact]
    public void The_largest_counts_do_not_overflow()
    {
        var max = Limits.InputCountMax.ToString(CultureInfo.InvariantCulture);

        Assert.Equal(0m, ScoreRules.Compute(Facts($"{max},{max},{max}", $"0/{max}", 0, "", $"{max},{max},{max}")).Score);
        Assert.Equal(100m, ScoreRules.Compute(Facts($"{max},0,0", $"{max}/{max}", 5, "pr", "0,0,0")).Score);
    }

    [Theory]
    [InlineData(100.0, ScoreBand.Green)]
    [InlineData(90.0, ScoreBand.Green)]
    [InlineData(89.9, ScoreBand.Amber)]
    [InlineData(70.0, ScoreBand.Amber)]
    [InlineData(69.9, ScoreBand.Red)]
    public void A_score_has_a_band(double score, ScoreBand band) => Assert.Equal(band, ScoreView.BandOf((decimal)score));

    [Theory]
    [InlineData("200,0,0", "4/4", 5, "pr", "0,0,0", true)]
    [InlineData("0,0,0", "0/0", 5, "prc", "0,0,0", true)]
    [InlineData("-", "4/4", 5, "pr", "0,0,0", false)]
    [InlineData("200,0,0", "-", 5, "pr", "0,0,0", false)]
    [InlineData("200,0,0", "4/4", 5, "pr", "-", false)]
    [InlineData("1000000,1,0", "4/4", 5, "pr", "0,0,0", false)]
    [InlineData("1000000,0,1", "4/4", 5, "pr", "0,0,0", false)]
    [InlineData("200,0,0", "999999/1000000", 5, "pr", "0,0,0", false)]
    [InlineData("200,0,0", "4/4", 4, "pr", "0,0,0", false)]
    [InlineData("200,0,0", "4/4", 5, "p", "0,0,0", false)]
    [InlineData("200,0,0", "4/4", 5, "pr", "0,0,1", false)]
    public void Only_everything_reported_and_done_is_ready(string transactions, string reconciled, int steps, string signed, string anomalies, bool ready)
    {
        var facts = Facts(transactions, reconciled, steps, signed, anomalies);
        var result = ScoreRules.Compute(facts);
        var view = new ScoreView(default, default, 1, 1, result.Score, result.Coverage, default, "", ScoreRules.Components(facts));

        Assert.Equal(ready, view.Ready);
    }

    private static ScoreFacts Facts(string transactions, string reconciled, int steps, string signed, string anomalies)
    {
        var t = Counts(transactions);
        var r = Counts(reconciled);
        var a = Counts(anomalies);
        var inputs = new CloseInputs(
            t is [] ? null : t[0], t is [] ? null : t[1], t is [] ? null : t[2], r is [] ? null : new(Required: r[1], Completed: r[0]), a is [] ? null : new(a[0], a[1], a[2]));
        var roles = signed.Aggregate(RoleSet.None, (set, letter) => set | letter switch
        {
            'p' => RoleSet.Preparer,
            'r' => RoleSet.Reviewer,
            'c' => RoleSet.Controller,
            _ => RoleSet.Partner,
        });
        return new(inputs, Periods.Grains.Closing.Checklist.Steps.Length, steps, Periods.Grains.Closing.Checklist.RequiredRoles, roles);
    }

    private static (decimal Score, int Coverage) Told(ScoreResult result) => (result.Score, result.Coverage);

    private static long[] Counts(string text) =>
        text == "-" ? [] : [.. text.Split(',', '/').Select(n => long.Parse(n, CultureInfo.InvariantCulture))];
}
