using Periods.Gateway.Tests.Running;
using Periods.Gateway.Tests.Streams;
using Periods.Silo.Tests.Postgres;

namespace Periods.Gateway.Tests.Telemetry;

/// <summary>The dashboard and the service speak of the same metrics: of a run on PostgreSQL, where all of them are measured.</summary>
public sealed class DashboardTests
{
    /// <summary>Which Prometheus adds to everything it scrapes, or which are there only when something failed.</summary>
    private static readonly string[] LabelsFromElsewhere = ["instance", "error_type"];

    [Fact]
    public async Task Every_query_asks_for_what_is_measured_and_everything_of_ours_is_asked_for()
    {
        await using var postgres = PostgresCluster.Create();
        await using var service = await ManagedService.Start(("ConnectionStrings__Journal", $"{postgres.NewDatabase()};Password=secret-of-the-test"));
        var company = await service.Process.NewCompany();
        var period = await company.OpenPeriod();
        using var stream = await ScoreStream.Open(company.Viewer.Client, period);
        await stream.Next();
        (await company.Member.Client.SignOff(period, "preparer")).Ok();
        (await company.Member.Client.CloseScore(period)).Ok();
        await stream.Next();
        await Until.Holds(async () => (await service.Scrape()).Has("periods_score_notice_lag_seconds"));

        var seen = await service.Scrape();
        var samples = seen.Families.SelectMany(family => family.Samples).ToArray();
        var queries = Dashboard.Queries(Dashboard.Read());
        var asked = queries.SelectMany(Dashboard.Metrics).Distinct().ToArray();

        Assert.Empty(asked.Except(samples.Select(sample => sample.Name)));
        Assert.All(seen.Families.Where(family => family.Name.StartsWith("periods_", StringComparison.Ordinal)), family =>
            Assert.Contains(asked, metric => metric == family.Name || metric.StartsWith($"{family.Name}_", StringComparison.Ordinal)));
        Assert.All(queries, query => Assert.Empty(
            Dashboard.Labels(query).Except(samples.Where(sample => Dashboard.Metrics(query).Contains(sample.Name)).SelectMany(sample => sample.Labels.Keys)).Except(LabelsFromElsewhere)));
        Assert.DoesNotContain(samples.SelectMany(sample => sample.Labels.Values), value => value.Contains("secret", StringComparison.Ordinal) || value.Contains("Host=", StringComparison.Ordinal));
    }

    [Fact]
    public void The_reader_of_queries_finds_metrics_and_labels()
    {
        const string Query = """histogram_quantile(0.99, sum by (le, route) (rate(a_seconds_bucket{x=~"$y", z!="by (w)"}[$__rate_interval]))) / sum(b_total)""";

        Assert.Equal(["a_seconds_bucket", "b_total"], Dashboard.Metrics(Query));
        Assert.Equal(["x", "z", "le", "route"], Dashboard.Labels(Query).Where(label => label != "w"));
    }

    [Fact]
    public void Panels_have_ids_titles_and_places_of_their_own()
    {
        var panels = Dashboard.Read().GetProperty("panels").EnumerateArray().ToArray();

        Assert.Distinct(panels.Select(panel => panel.GetProperty("id").GetInt32()));
        Assert.Distinct(panels.Select(panel => panel.GetProperty("title").GetString()));
        Assert.Distinct(panels.Select(panel => (panel.GetProperty("gridPos").GetProperty("x").GetInt32(), panel.GetProperty("gridPos").GetProperty("y").GetInt32())));
    }
}
