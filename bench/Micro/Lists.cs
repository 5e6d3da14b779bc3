using BenchmarkDotNet.Attributes;
using Periods.Businesses;
using Periods.Closing;
using Periods.Gateway.Api;
using Periods.Gateway.Closing;
using Periods.Grains.Businesses;

namespace Periods.Micro;

/// <summary>A page of the calendar, as a client asks for it without a word more.</summary>
public class Lists
{
    private static readonly ListPeriods Newest = new(null, PeriodSort.CreatedAt, Descending: true, Limit: 50, After: null, Backwards: false);

    private BusinessState _business = null!;
    private PeriodPage _page = null!;

    [Params(12, 1200)]
    public int Count { get; set; }

    [GlobalSetup]
    public void SetUp()
    {
        var january = new DateOnly(1920, 1, 1);
        _business = BusinessState.Initial(EntityKey.ForBusiness(January.Key.Business)) with
        {
            Calendar = [.. Enumerable.Range(0, Count).Select(n => new PeriodView(
                Guid.NewGuid(), January.Key.Business, january.AddMonths(n), january.AddMonths(n + 1).AddDays(-1), PeriodStatus.Open, null, null, null, null, null, null, null,
                January.Now.At.AddSeconds(n), January.Now.At.AddSeconds(n)))],
        };
        _page = Page();
    }

    [Benchmark(Description = "a page of the calendar")]
    public PeriodPage Page() => CalendarPages.Page(_business, Newest);

    [Benchmark(Description = "a page to JSON")]
    public int Render() => Answers.Render(
        new PeriodListBody([.. _page.Items.Select(PeriodBody.Of)], null, 50, null, null, _page.HasAfter, _page.HasBefore), WireJson.Default.PeriodListBody).Length;
}
