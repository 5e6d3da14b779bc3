using Periods.Gateway.Tests.Running;

namespace Periods.Gateway.Tests.Closing;

/// <summary>What upstream systems report, and the gauge it makes (contract §g).</summary>
public sealed class CloseInputsTests(TestService service) : IClassFixture<TestService>
{
    private const string VectorD =
        """
        {"transaction_count":200,"unreviewed_count":50,"uncategorized_count":20,"reconciliations":{"required":4,"completed":3},"anomalies":{"high":1,"medium":1,"low":2}}
        """;

    [Fact]
    public async Task A_new_period_scores_zero_at_a_quarter_of_coverage()
    {
        var company = await service.NewCompany();
        var period = await company.OpenPeriod();
        (await company.Viewer.Client.CloseScore(period)).Is(
            200,
            $$$"""
            {"period_id":"{{{period}}}","business_id":"{{{company.Id}}}","score":0.0,"coverage":25,"band":"red","ready":false,"components":[
            {"key":"txn_review","weight":20,"value":null,"points_lost":0.0,"inputs":{}},
            {"key":"categorization","weight":20,"value":null,"points_lost":0.0,"inputs":{}},
            {"key":"reconciliation","weight":25,"value":null,"points_lost":0.0,"inputs":{}},
            {"key":"checklist","weight":25,"value":0.0,"points_lost":100.0,"inputs":{"required":7,"completed":0}
            },
            {"key":"anomalies","weight":10,"value":null,"points_lost":0.0,"inputs":{}}
            ],"version":1,"inputs_version":1,"computed_at":"<time>","trigger":"opened.v1"}
            """);
    }

    [Fact]
    public async Task The_golden_vectors_D_and_E_hold_over_http()
    {
        var company = await service.NewCompany();
        var period = await company.OpenPeriod();
        (await company.Member.Client.Acknowledge(period, "trial_balance_review")).Ok();
        (await company.Member.Client.Acknowledge(period, "cash_review")).Ok();
        var reported = (await company.Member.Client.ReportInputs(period, VectorD)).Is(200, Score(company, period, "64.8", "28.6", "17.9", "2", 4, "inputs-reported.v1"));
        (await company.Viewer.Client.CloseScore(period)).Is(200, reported.Body);

        var signed = (await company.Member.Client.SignOff(period, "preparer")).Ok();
        Assert.Equal((64.8m, 68.4m), (signed.Number("snapshot_score"), signed.Number("close_score")));
        (await company.Viewer.Client.CloseScore(period)).Is(200, Score(company, period, "68.4", "42.9", "14.3", "3", 5, "signed-off.v1"));
    }

    [Fact]
    public async Task Counts_that_make_no_new_version_of_the_score_are_read_at_once()
    {
        var company = await service.NewCompany();
        var period = await company.OpenPeriod();
        (await company.Member.Client.ReportInputs(period, """{"transaction_count":200,"unreviewed_count":50}""")).Ok();
        var before = (await company.Viewer.Client.CloseScore(period)).Ok();

        var reported = (await company.Member.Client.ReportInputs(period, """{"transaction_count":400,"unreviewed_count":100}""")).Ok();

        Assert.Equal(before.Number("version"), reported.Number("version"));
        (await company.Viewer.Client.CloseScore(period)).Is(200, before.Body.Replace("\"transaction_count\":200,\"unreviewed_count\":50", "\"transaction_count\":400,\"unreviewed_count\":100", StringComparison.Ordinal));
    }

    [Fact]
    public async Task What_is_left_out_stays_and_null_takes_a_report_back()
    {
        var company = await service.NewCompany();
        var period = await company.OpenPeriod();
        await Reports("""{"transaction_count":10}""", 25, null, null, null, null);
        await Reports("""{"unreviewed_count":5}""", 45, 50m, null, null, null);
        await Reports("""{"uncategorized_count":"1"}""", 65, 50m, 90m, null, null);
        await Reports("""{"reconciliations":{"required":0,"completed":0}}""", 90, 50m, 90m, 100m, null);
        await Reports("""{"anomalies":{}}""", 100, 50m, 90m, 100m, 100m);
        await Reports("""{"anomalies":{"high":5}}""", 100, 50m, 90m, 100m, 0m);
        await Reports("{}", 100, 50m, 90m, 100m, 0m);
        await Reports("""{"unreviewed_count":null,"reconciliations":null,"colour":"blue"}""", 55, null, 90m, null, 0m);
        await Reports("""{"transaction_count":null,"anomalies":null}""", 25, null, null, null, null);

        async Task Reports(string body, int coverage, params decimal?[] values)
        {
            var score = (await company.Member.Client.ReportInputs(period, body)).Ok();
            var said = score.Json.GetProperty("components").EnumerateArray().ToDictionary(
                c => c.GetProperty("key").GetString()!, c => c.GetProperty("value") is { ValueKind: not System.Text.Json.JsonValueKind.Null } v ? v.GetDecimal() : (decimal?)null);
            Assert.Equal(coverage, score.Number("coverage"));
            Assert.Equal(values, new[] { said["txn_review"], said["categorization"], said["reconciliation"], said["anomalies"] });
        }
    }

    [Theory]
    [InlineData("""{"transaction_count":10,"unreviewed_count":11}""")]
    [InlineData("""{"transaction_count":10,"uncategorized_count":11}""")]
    [InlineData("""{"reconciliations":{"required":3,"completed":4}}""")]
    public async Task A_part_larger_than_its_whole_is_refused_and_changes_nothing(string body)
    {
        var company = await service.NewCompany();
        var period = await company.OpenPeriod();
        (await company.Member.Client.ReportInputs(period, body)).IsError(400, "inputs_inconsistent", "A part is larger than its whole");
        Assert.Equal(1, (await company.Viewer.Client.CloseScore(period)).Number("version"));
    }

    [Fact]
    public async Task A_part_larger_than_the_whole_reported_before_is_refused()
    {
        var company = await service.NewCompany();
        var period = await company.OpenPeriod();
        (await company.Member.Client.ReportInputs(period, """{"transaction_count":10}""")).Ok();
        (await company.Member.Client.ReportInputs(period, """{"unreviewed_count":11}""")).IsError(400, "inputs_inconsistent", "A part is larger than its whole");
        (await company.Member.Client.ReportInputs(period, """{"unreviewed_count":10}""")).Ok();
        (await company.Member.Client.ReportInputs(period, """{"transaction_count":9}""")).IsError(400, "inputs_inconsistent", "A part is larger than its whole");
    }

    [Fact]
    public async Task Everything_reported_and_done_is_ready()
    {
        var company = await service.NewCompany();
        var period = await company.OpenPeriod();
        foreach (var step in new[] { "trial_balance_review", "pnl_variance_review", "balance_sheet_review", "cash_review", "controller_review" })
            (await company.Member.Client.Acknowledge(period, step)).Ok();
        (await company.Member.Client.SignOff(period, "preparer")).Ok();
        (await company.Admin.Client.SignOff(period, "reviewer")).Ok();
        var unfed = (await company.Viewer.Client.CloseScore(period)).Ok();
        Assert.Equal((100m, 25m, false), (unfed.Number("score"), unfed.Number("coverage"), unfed.Json.GetProperty("ready").GetBoolean()));

        var all = """{"transaction_count":0,"unreviewed_count":0,"uncategorized_count":0,"reconciliations":{"required":2,"completed":2},"anomalies":{}}""";
        var fed = (await company.Member.Client.ReportInputs(period, all)).Ok();
        Assert.Equal((100m, 100m, true, "green"), (fed.Number("score"), fed.Number("coverage"), fed.Json.GetProperty("ready").GetBoolean(), fed.Text("band")));
    }

    private static string Score(Company company, Guid period, string score, string checklist, string lost, string done, int version, string trigger) =>
        $$$"""
        {"period_id":"{{{period}}}","business_id":"{{{company.Id}}}","score":{{{score}}},"coverage":100,"band":"red","ready":false,"components":[
        {"key":"txn_review","weight":20,"value":75.0,"points_lost":5.0,"inputs":{"transaction_count":200,"unreviewed_count":50}
        },
        {"key":"categorization","weight":20,"value":90.0,"points_lost":2.0,"inputs":{"transaction_count":200,"uncategorized_count":20}
        },
        {"key":"reconciliation","weight":25,"value":75.0,"points_lost":6.3,"inputs":{"required":4,"completed":3}
        },
        {"key":"checklist","weight":25,"value":{{{checklist}}},"points_lost":{{{lost}}},"inputs":{"required":7,"completed":{{{done}}}
        }},
        {"key":"anomalies","weight":10,"value":59.0,"points_lost":4.1,"inputs":{"high":1,"medium":1,"low":2}
        }
        ],"version":{{{version}}},"inputs_version":{{{version}}},"computed_at":"<time>","trigger":"{{{trigger}}}"}
        """;
}
