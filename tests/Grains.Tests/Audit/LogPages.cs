using Periods.Audit;

namespace Periods.Grains.Tests.Audit;

/// <summary>The log is whole and in one order, however it is paged and whatever the clocks said.</summary>
public sealed class LogPages
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public async Task However_it_is_paged_each_entry_comes_once_and_in_one_order_though_clocks_differ(int seed)
    {
        var books = await Story(seed, steps: 150);
        var all = await Log.All(books);

        Assert.Equal(Changes(books), all.Select(Id).Order(StringComparer.Ordinal));
        Assert.Equal(all.OrderBy(entry => entry.Place.OrderedAt).Select(Id), all.Select(Id));
        Assert.Contains(all, entry => entry.At != entry.Place.OrderedAt);
        foreach (var limit in new[] { 1, 2, 7, 64, 500 })
        foreach (var backwards in new[] { false, true })
        {
            Assert.Equal(all.Select(Id), (await Log.Paged(books, Log.Oldest with { Limit = limit, Backwards = backwards })).Select(Id));
            Assert.Equal(all.Reverse().Select(Id), (await Log.Paged(books, Log.Oldest with { Limit = limit, Backwards = backwards, Descending = true })).Select(Id));
        }
    }

    [Fact]
    public async Task A_page_leads_back_to_the_one_before()
    {
        var books = await Story(1, steps: 30);
        var request = Log.Oldest with { Limit = 4 };
        var first = await books.Page(request);
        var second = await books.Page(request with { After = first.Next });

        var back = await books.Page(request with { After = second.Previous, Backwards = true });

        Assert.Null(first.Previous);
        Assert.Equal(first.Items.Select(Id), back.Items.Select(Id));
        Assert.Equal(second.Items.Select(Id), (await books.Page(request with { After = back.Next })).Items.Select(Id));
    }

    [Fact]
    public async Task Entries_are_filtered_by_time_period_user_action_and_outcome()
    {
        var books = await Story(2, steps: 250);
        var all = await Log.All(books);
        var (from, to) = (all[20].Place.OrderedAt, all[70].Place.OrderedAt);

        await Same(Log.Oldest with { From = from, To = to }, entry => entry.Place.OrderedAt >= from && entry.Place.OrderedAt < to);
        await Same(Log.Oldest with { PeriodId = Books.February }, entry => entry.PeriodId == Books.February);
        await Same(Log.Oldest with { UserId = Books.Bob }, entry => entry.UserId == Books.Bob);
        await Same(Log.Oldest with { Action = "create_period_sign_off" }, entry => entry.Action == "create_period_sign_off");
        await Same(Log.Oldest with { Refused = true }, entry => entry.RefusalCode is not null);
        await Same(Log.Oldest with { Refused = false, To = to }, entry => entry.RefusalCode is null && entry.Place.OrderedAt < to);

        async Task Same(ListAudit request, Func<AuditEntry, bool> filter)
        {
            var expected = all.Where(filter).Select(Id).ToArray();
            Assert.NotEmpty(expected);
            Assert.NotEqual(all.Count, expected.Length);
            Assert.Equal(expected, (await Log.Paged(books, request with { Limit = 3 })).Select(Id));
            Assert.Equal(expected, (await Log.Paged(books, request with { Limit = 3, Backwards = true })).Select(Id));
        }
    }

    [Fact]
    public async Task A_page_looks_at_so_many_events_and_goes_on_where_it_stopped()
    {
        var books = await Books.WithJanuary();
        for (var n = 0; n < Limits.AuditEventsPerPage + 10; n++) await books.Sign();
        var request = Log.Oldest with { Action = "create_period", Descending = true };

        var first = await books.Page(request);

        Assert.Empty(first.Items);
        Assert.NotNull(first.Next);
        var second = await books.Page(request with { After = first.Next });
        Assert.Equal("create_period", Assert.Single(second.Items).Action);
        Assert.Null(second.Next);
    }

    [Fact]
    public async Task A_page_that_looked_at_as_many_events_as_it_may_and_at_all_there_are_is_the_last()
    {
        var books = await Books.WithJanuary();
        for (var n = books.Journal.Keys.Sum(key => books.Journal.Of(key).Count); n < Limits.AuditEventsPerPage; n++) await books.Sign();
        var request = Log.Oldest with { Action = "create_period" };

        var whole = await books.Page(request);
        await books.Sign();
        var first = await books.Page(request);

        Assert.Equal("create_period", Assert.Single(whole.Items).Action);
        Assert.Null(whole.Next);
        Assert.NotNull(first.Next);
        var last = await books.Page(request with { After = first.Next });
        Assert.Empty(last.Items);
        Assert.Null(last.Next);
    }

    [Fact]
    public async Task An_empty_page_leads_back_to_what_came_before_it()
    {
        var books = await FarApart();
        var request = Log.Oldest with { Action = "create_period", Descending = true };
        var newest = await books.Page(request);
        var empty = await books.Page(request with { After = newest.Next });
        Assert.Empty(empty.Items);

        var back = await books.Page(request with { After = empty.Previous, Backwards = true });

        Assert.Equal(Books.February, Assert.Single(newest.Items).PeriodId);
        Assert.Equal(newest.Items.Select(Id), back.Items.Select(Id));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task An_empty_page_reached_backwards_leads_on_to_the_entry_it_was_reached_from(bool descending)
    {
        var books = await FarApart();
        var request = Log.Oldest with { Action = "create_period", Descending = descending };
        var last = await books.Page(request);
        while (last.Next is { } next) last = await books.Page(request with { After = next });
        Assert.Equal(descending ? Books.January : Books.February, Assert.Single(last.Items).PeriodId);

        var empty = await books.Page(request with { After = last.Previous, Backwards = true });
        var again = await books.Page(request with { After = empty.Next });

        Assert.Empty(empty.Items);
        Assert.Equal(last.Items.Select(Id), again.Items.Select(Id));
    }

    [Fact]
    public async Task A_page_of_large_events_ends_by_their_size_and_goes_on_where_it_stopped()
    {
        var books = await Books.WithJanuary();
        var large = new string('x', Limits.AuditBytesPerPage / 4);
        for (var n = 0; n < 6; n++) await books.Post("2026-01-15", description: large);
        var request = Log.Oldest with { Action = "create_period", Descending = true };

        var first = await books.Page(request);

        Assert.Empty(first.Items);
        Assert.NotNull(first.Next);
        Assert.Equal("create_period", Assert.Single((await books.Page(request with { After = first.Next })).Items).Action);
    }

    [Fact]
    public async Task What_an_event_replaced_counts_for_the_size_of_a_page_too()
    {
        var books = await Books.WithJanuary();
        for (var n = 0; n < 12; n++) await books.Sign(notes: new string((char)('a' + n), Limits.SignOffNotesPerPeriodMax));
        var request = Log.Oldest with { Action = "create_period", Descending = true };

        var first = await books.Page(request);

        Assert.Empty(first.Items);
        Assert.Equal("create_period", Assert.Single((await books.Page(request with { After = first.Next })).Items).Action);
    }

    [Fact]
    public async Task Of_large_events_no_more_is_read_ahead_than_was_taken_and_of_small_ones_some_at_once()
    {
        var (small, large) = (await Books.WithJanuary(), await Books.WithJanuary());
        for (var n = 0; n < 200; n++) await small.Sign();
        for (var n = 0; n < 200; n++) await large.Sign(notes: new string('x', 5_000));

        // The first of the business and of the period, then more of the period.
        foreach (var (limit, read, asked) in new[] { (1, 4, 2), (3, 8, 3), (40, 64, 6), (100, 192, 7) }) await Reads(large, limit, read, asked);
        foreach (var (limit, read, asked) in new[] { (1, 66, 2), (40, 66, 2), (100, 130, 3) }) await Reads(small, limit, read, asked);

        static async Task Reads(Books books, int limit, int most, int asks)
        {
            var (read, asked) = (books.Journal.EventsRead, books.Journal.SlicesAsked);
            Assert.Equal(limit, (await books.Page(Log.Oldest with { Descending = true, Limit = limit })).Items.Count);
            Assert.InRange(books.Journal.EventsRead - read, limit, most);
            Assert.InRange(books.Journal.SlicesAsked - asked, 0, asks);
        }
    }

    [Fact]
    public async Task What_is_read_ahead_counts_for_the_size_of_a_page()
    {
        var books = await Books.WithJanuary();
        await books.Sign(notes: new string('x', Limits.SignOffNotesPerPeriodMax));
        for (var n = 0; n < 15; n++) await books.Sign(notes: new string((char)('a' + n), Limits.SignOffNotesPerPeriodMax));
        await books.Report(1);

        // A report; then some at once, which are the sign-offs, of 2 MB each.
        Assert.Single((await books.Page(Log.Oldest with { Descending = true, Limit = 100 })).Items);
    }

    [Fact]
    public async Task From_the_beginning_of_time_to_its_end_is_all()
    {
        var books = await Story(1, steps: 10);

        var page = await books.Page(Log.Oldest with { From = DateTimeOffset.MinValue, To = DateTimeOffset.MaxValue });

        Assert.Equal((await Log.All(books)).Select(Id), page.Items.Select(Id));
        Assert.Empty((await books.Page(Log.Oldest with { To = DateTimeOffset.MinValue })).Items);
    }

    [Fact]
    public async Task A_page_that_goes_on_outside_the_times_asked_for_begins_at_their_edge()
    {
        var books = await Story(3, steps: 60);
        var all = await Log.All(books);
        var (from, to) = (all[20].Place.OrderedAt, all[40].Place.OrderedAt);
        var between = all.Where(entry => entry.Place.OrderedAt >= from && entry.Place.OrderedAt < to).Select(Id).ToArray();
        var request = Log.Oldest with { From = from, To = to };

        Assert.Equal(between, (await books.Page(request with { After = all[0].Place })).Items.Select(Id));
        Assert.Equal(between.Reverse(), (await books.Page(request with { After = all[^1].Place, Descending = true })).Items.Select(Id));
        Assert.Empty((await books.Page(request with { After = all[^1].Place })).Items);
        Assert.Empty((await books.Page(request with { After = all[0].Place, Descending = true })).Items);
    }

    [Fact]
    public async Task A_business_that_never_was_has_no_log()
    {
        var books = await Books.WithJanuary();

        Assert.Equal(RefusalCode.BusinessNotFound, (await books.Audit(Books.Id(0xDEAD)).List(Log.Oldest)).Refusal?.Code);
    }

    [Fact]
    public async Task An_event_is_ordered_behind_all_before_it_also_after_loading_events_whose_clock_was_behind()
    {
        var books = await Books.WithJanuary();
        var latest = books.Now += TimeSpan.FromHours(1);
        await books.Sign();
        books.Now -= TimeSpan.FromHours(2);
        await books.Sign();

        books.Now += TimeSpan.FromMinutes(30);
        await books.Restarted().Sign();

        Assert.Equal([latest, latest, latest], books.Journal.Of(EntityKey.ForPeriod(Books.Acme, Books.January)).Skip(1).Select(e => e.OrderedAt));
    }

    [Fact]
    public async Task An_event_is_never_ordered_before_the_one_before_it_also_after_loading_from_a_snapshot()
    {
        var books = await Books.WithJanuary();
        var ahead = books.Now + TimeSpan.FromHours(1);
        for (books.Now = ahead; books.Journal.SnapshotOf(EntityKey.ForPeriod(Books.Acme, Books.January)) is null;) await books.Sign();
        books = books.Restarted();
        books.Now = ahead - TimeSpan.FromMinutes(30);

        await books.Sign();
        books.Now = ahead + TimeSpan.FromMinutes(30);
        await books.Sign();

        var last = books.Journal.Of(EntityKey.ForPeriod(Books.Acme, Books.January)).TakeLast(2).ToArray();
        Assert.Equal((ahead - TimeSpan.FromMinutes(30), ahead, (DateTimeOffset?)ahead), (last[0].At, last[0].OrderedAt, last[0].Context.OrderedAt));
        Assert.Equal((ahead + TimeSpan.FromMinutes(30), (DateTimeOffset?)null), (last[1].OrderedAt, last[1].Context.OrderedAt));
    }

    /// <summary>Two months, with more between them than a page looks at.</summary>
    private static async Task<Books> FarApart()
    {
        var books = await Books.WithJanuary();
        for (var n = 0; n < 2 * Limits.AuditEventsPerPage; n++) await books.Sign();
        books.Now += TimeSpan.FromSeconds(1);
        await books.Create(Books.February, "2026-02-01", "2026-02-28");
        return books;
    }

    private static string Id(AuditEntry entry) => $"{entry.Place.Key}/{entry.Place.Version}";

    /// <summary>What the journal holds, but for what repeats another entity's fact.</summary>
    private static IEnumerable<string> Changes(Books books) => books.Journal.Keys
        .Where(key => key.Kind != 'e')
        .SelectMany(key => books.Journal.Of(key).Where(e => e.Type is not ("opened.v1" or "closed.v1" or "locked.v1" or "reopened.v1" or "policy-taken.v1" or "entry-posted.v1")).Select(e => $"{key}/{e.Version}"))
        .Order(StringComparer.Ordinal);

    /// <summary>People at work in three months, while the clock jumps back and forth or stands still.</summary>
    private static async Task<Books> Story(int seed, int steps)
    {
        var random = new Random(seed);
        var books = await Books.WithJanuary();
        await books.Create(Books.February, "2026-02-01", "2026-02-28");
        await books.Create(Books.March, "2026-03-01", "2026-03-31");
        Guid[] months = [Books.January, Books.February, Books.March];
        for (var step = 0; step < steps; step++)
        {
            books.Now += TimeSpan.FromMicroseconds(random.Next(10) switch { 0 => -random.Next(60_000_000), < 5 => 0, _ => random.Next(20_000_000) });
            var (month, user) = (months[random.Next(3)], random.Next(2) == 0 ? Books.Ann : Books.Bob);
            switch (random.Next(8))
            {
                case 0: await books.Close(random.Next(3) switch { 0 => "2026-01-31", 1 => "2026-02-28", _ => "2026-03-31" }); break;
                case 1: await books.Reopen(month); break;
                case 2: await books.Post("2026-02-03"); break;
                case 3: await books.Report(random.Next(100), period: month); break;
                case 4: await books.Audit().RecordRefusal(new(Books.By(user), "lock_period", "period_not_closed", month)); break;
                case 5: await books.Acknowledge(period: month); break;
                default: await books.Sign((ReviewRole)random.Next(4), user, period: month); break;
            }
        }
        return books;
    }
}
