using Periods.Grains.Businesses;

namespace Periods.Grains.Tests.Businesses;

/// <summary>Pages of the calendar: forward and back they show each period once, in the order asked for.</summary>
public sealed class Pages
{
    public static TheoryData<PeriodSort, bool, int> Orders
    {
        get
        {
            var orders = new TheoryData<PeriodSort, bool, int>();
            foreach (var sort in Enum.GetValues<PeriodSort>())
                foreach (var descending in new[] { true, false })
                    for (var limit = 1; limit <= 6; limit++) orders.Add(sort, descending, limit);
            return orders;
        }
    }

    [Theory]
    [MemberData(nameof(Orders))]
    public async Task Walking_forward_and_back_shows_the_same_calendar(PeriodSort sort, bool descending, int limit)
    {
        var books = await FivePeriods();

        var forward = await Walk(books, sort, descending, limit, backwards: false);
        var back = await Walk(books, sort, descending, limit, backwards: true);

        var expected = (sort, descending) switch { (PeriodSort.CreatedAt, false) => "51423", (PeriodSort.CreatedAt, true) => "32415", (_, false) => "12345", _ => "54321" };
        Assert.Equal(expected, string.Concat(forward.SelectMany(page => page)));
        Assert.Equal(expected, string.Concat(back.AsEnumerable().Reverse().SelectMany(page => page)));
    }

    [Theory]
    [InlineData(false, "12345")]
    [InlineData(true, "54321")]
    public async Task Of_periods_created_in_one_moment_the_id_decides(bool descending, string expected)
    {
        var books = await FivePeriods(apart: TimeSpan.Zero);

        Assert.Equal(expected, string.Concat(await Walk(books, PeriodSort.CreatedAt, descending, 2, backwards: false)));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_page_of_long_reasons_ends_early_and_says_that_more_follow(bool backwards)
    {
        var books = new Books();
        await books.CreateBusiness();
        const int Periods = 2 * Limits.PageTextMax / Limits.NotesLengthMax;
        for (var n = 1; n <= Periods; n++)
        {
            var day = $"{1900 + n / 12}-{1 + n % 12:00}-01";
            await books.Business().ClosePeriod(new(Books.By(), Books.Id(n), Books.Day(day), new string('r', Limits.NotesLengthMax), null, Ordered: false));
        }

        var seen = new List<Guid>();
        for (PeriodPage? page = null; page is null || (backwards ? page.HasBefore : page.HasAfter);)
        {
            PeriodCursor? after = page is null ? null : PeriodCursor.Of(backwards ? page.Items[0] : page.Items[^1], PeriodSort.PeriodEnd);
            page = (await books.Business().ListPeriods(new(PeriodStatus.Closed, PeriodSort.PeriodEnd, false, Limits.PageSizeMax, after, backwards))).Value!;
            Assert.InRange(page.Items.Sum(period => period.LockReason!.Length), 1, Limits.PageTextMax);
            seen.AddRange(backwards ? page.Items.Reverse().Select(period => period.Id) : page.Items.Select(period => period.Id));
        }

        Assert.Equal(Periods, seen.Distinct().Count());
        Assert.Equal(Periods, seen.Count);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Reasons_of_closes_and_of_reopens_end_a_page_alike(bool reopens)
    {
        var reason = new string('r', Limits.NotesLengthMax);
        const int Periods = Limits.PageTextMax / Limits.NotesLengthMax + 1;
        var calendar = Enumerable.Range(1, Periods).Select(n => new PeriodView(
            Books.Id(n), Books.Acme, Books.Day("1900-01-01").AddDays(n), Books.Day("1900-01-01").AddDays(n), PeriodStatus.Open, null, null, null,
            reopens ? null : reason, reopens ? reason : null, null, null, default, default));
        var business = BusinessState.Initial(EntityKey.ForBusiness(Books.Acme)) with { Calendar = [.. calendar] };

        Assert.Equal(Periods - 1, CalendarPages.Page(business, new(null, PeriodSort.PeriodEnd, false, Limits.PageSizeMax, null, false)).Items.Count);
    }

    // Characters of four rows.
    [Theory]
    [InlineData(false, 0, 1)]
    [InlineData(true, 2, 4)]
    public void A_page_has_as_much_text_as_fits_exactly_from_the_end_that_it_begins_at(bool backwards, int first, int end)
    {
        int[] text = [Limits.PageTextMax, 1, Limits.PageTextMax - 1, 1];

        var page = PageWindow.Of(text.Length, null, text.Length, backwards).Fitting(row => text[row], backwards);

        Assert.Equal((first, end), (page.First, page.End));
    }

    [Fact]
    public async Task A_reason_as_long_as_it_may_be_is_searched_though_most_of_its_characters_are_beyond_the_first_plane()
    {
        var books = await Books.WithJanuary();
        var reason = string.Concat(Enumerable.Repeat("\U0001F9FE", Limits.NotesLengthMax - 4)) + "Late";
        await books.Business().ClosePeriod(new(Books.By(), Books.January, Books.Day("2026-01-31"), reason, null, Ordered: false));

        var page = (await books.Business().ListPeriods(new(null, PeriodSort.PeriodEnd, false, 5, null, false, Search: "late"))).Value!;

        Assert.Equal(Books.January, Assert.Single(page.Items).Id);
    }

    [Fact]
    public async Task A_filter_counts_only_what_it_shows()
    {
        var books = await FivePeriods();
        await books.Close("2026-03-31");

        var page = (await books.Business().ListPeriods(new(PeriodStatus.Open, PeriodSort.PeriodEnd, false, 3, null, false))).Value!;

        Assert.Equal(("124", 4, false, true), (string.Concat(page.Items.Select(p => p.Start.Month)), page.Total, page.HasBefore, page.HasAfter));
    }

    [Fact]
    public async Task Behind_the_last_one_is_an_empty_page()
    {
        var books = await FivePeriods();
        var last = (await books.Business().ListPeriods(new(PeriodStatus.Open, PeriodSort.PeriodEnd, false, 5, null, false))).Value!.Items[^1];
        await books.Close("2026-05-31");

        var page = (await books.Business().ListPeriods(new(PeriodStatus.Open, PeriodSort.PeriodEnd, false, 3, PeriodCursor.Of(last, PeriodSort.PeriodEnd), false))).Value!;

        Assert.Equal((0, 4, true, false), (page.Items.Count, page.Total, page.HasBefore, page.HasAfter));
    }

    private static async Task<List<string>> Walk(Books books, PeriodSort sort, bool descending, int limit, bool backwards)
    {
        var pages = new List<string>();
        PeriodCursor? cursor = null;
        while (true)
        {
            var page = (await books.Business().ListPeriods(new(null, sort, descending, limit, cursor, backwards))).Value!;
            Assert.Equal(5, page.Total);
            pages.Add(string.Concat(page.Items.Select(p => p.Start.Month)));
            Assert.Equal(pages.Count > 1, backwards ? page.HasAfter : page.HasBefore);
            if (!(backwards ? page.HasBefore : page.HasAfter)) return pages;
            cursor = PeriodCursor.Of(backwards ? page.Items[0] : page.Items[^1], sort);
        }
    }

    /// <summary>January to May, created as May, January, April, February, March.</summary>
    private static async Task<Books> FivePeriods(TimeSpan? apart = null)
    {
        var books = new Books();
        await books.CreateBusiness();
        foreach (var month in new[] { 5, 1, 4, 2, 3 })
        {
            books.Now += apart ?? TimeSpan.FromMinutes(1);
            var start = new DateOnly(2026, month, 1);
            await books.Business().CreatePeriod(new(Books.By(), Books.Id(month), start, start.AddMonths(1).AddDays(-1)));
        }
        return books;
    }
}
