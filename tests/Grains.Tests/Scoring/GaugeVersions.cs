namespace Periods.Grains.Tests.Scoring;

/// <summary>When the gauge has a new version: whenever anything of the result is another, not only the number people look at.</summary>
public sealed class GaugeVersions
{
    [Fact]
    public async Task A_report_that_changes_the_coverage_but_not_the_score_is_a_new_version()
    {
        var books = await Books.WithJanuary();

        Assert.Equal((1L, 0m, 25), await Gauge(books));
        await ReportAnomalies(books, high: 4);

        Assert.Equal((2L, 0m, 35), await Gauge(books));
    }

    [Fact]
    public async Task A_report_that_changes_no_component_is_none()
    {
        var books = await Books.WithJanuary();
        await ReportAnomalies(books, high: 4);

        // 100 points are gone with the fourth.
        await ReportAnomalies(books, high: 5);

        Assert.Equal((2L, 0m, 35), await Gauge(books));
    }

    private static async Task<(long Version, decimal Score, int Coverage)> Gauge(Books books)
    {
        var score = await books.Score();
        return (score.Version, score.Score, score.Coverage);
    }

    private static async Task ReportAnomalies(Books books, long high) =>
        Assert.NotNull((await books.Period().ReportInputs(new(Books.By(), default, default, default, default, new(true, new(high, 0, 0))))).Value);
}
