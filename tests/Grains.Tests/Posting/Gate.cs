using Periods.Grains.Tests.Entities;

namespace Periods.Grains.Tests.Posting;

/// <summary>What a taken entry leaves, what a refused one is told, and what two silos make of it.</summary>
public sealed class Gate
{
    private static readonly Guid Rent = Books.Id(0xE1);

    [Fact]
    public async Task The_business_the_id_and_the_period_record_an_entry_in_one_append()
    {
        var books = await Books.WithJanuary();

        var receipt = (await books.Post("2026-01-15", Rent)).Value!;

        Assert.Equal(new EntryReceipt(Rent, Books.January, Books.Ann, books.Now), receipt);
        Assert.Equal(
            [$"{EntityKey.ForBusiness(Books.Acme)} journal-entry-posted.v1", $"{EntityKey.ForEntry(Books.Acme, Rent)} posted.v1", $"{EntityKey.ForPeriod(Books.Acme, Books.January)} entry-posted.v1"],
            books.Journal.Commits[^1].Select(part => $"{part.Key} {Assert.Single(part.Events).Type}"));
    }

    [Fact]
    public async Task Each_of_them_names_the_key_of_the_command()
    {
        var books = await Books.WithJanuary();

        await books.Post("2026-01-15", Rent, Books.Key("k-1"));

        Assert.Equal(["k-1", "k-1", "k-1"], books.Journal.Commits[^1].SelectMany(part => part.Events).Select(e => e.CommandId));
    }

    [Fact]
    public async Task Where_the_calendar_has_no_period_the_business_and_the_id_record_it()
    {
        var books = await Books.WithJanuary();

        Assert.Null((await books.Post("2026-02-01", Rent)).Value!.PeriodId);

        Assert.Equal([EntityKey.ForBusiness(Books.Acme), EntityKey.ForEntry(Books.Acme, Rent)], books.Journal.Commits[^1].Select(part => part.Key));
    }

    // Months of 2026 that are there: o(pen), c(losed), l(ocked), . for a gap.
    [Theory]
    [InlineData("c", "2026-01-31", "2026-02-01")]
    [InlineData("co", "2026-01-01", "2026-02-01")]
    [InlineData("c.c", "2026-01-15", "2026-02-01")]
    [InlineData("ccl", "2026-01-15", "2026-04-01")]
    [InlineData("lclo", "2026-01-15", "2026-04-01")]
    [InlineData("occ", "2026-02-28", "2026-04-01")]
    public async Task A_refused_entry_is_told_which_period_blocks_and_the_first_open_date_after_it(string months, string date, string firstOpen)
    {
        var books = await WithMonths(months);

        var refusal = (await books.Post(date)).Refusal!;

        var month = Books.Day(date).Month;
        var status = months[month - 1] == 'l' ? PeriodStatus.Locked : PeriodStatus.Closed;
        var first = new DateOnly(2026, month, 1);
        var block = new PostingBlock(Books.Id(month), first, first.AddMonths(1).AddDays(-1), status, Books.Day(firstOpen));
        Assert.Equal(new Refusal(status == PeriodStatus.Locked ? RefusalCode.PeriodLocked : RefusalCode.PeriodClosed, BlockedBy: block), refusal);
        Assert.Equal([new PostingCheck(Books.Day(date), block)], (await books.Posting().Check(new([Books.Day(date)]))).Value!.Items);
        Assert.NotNull((await books.Post(firstOpen)).Value);
    }

    [Fact]
    public async Task After_the_last_day_of_all_there_is_no_open_date()
    {
        var books = new Books();
        await books.CreateBusiness();
        await books.Create(Books.January, "9999-12-01", "9999-12-31");
        await books.Close("9999-12-31");

        Assert.Null((await books.Post("9999-12-31")).Refusal!.BlockedBy!.FirstOpen);
    }

    [Fact]
    public async Task A_check_answers_each_date_in_the_order_asked()
    {
        var books = await WithMonths("clo");

        var items = (await books.Posting().Check(new([Books.Day("2026-03-31"), Books.Day("2026-02-28"), Books.Day("2026-01-01"), Books.Day("2026-03-31"), Books.Day("2025-12-31")]))).Value!.Items;

        Assert.Equal(
            [("2026-03-31", null), ("2026-02-28", PeriodStatus.Locked), ("2026-01-01", PeriodStatus.Closed), ("2026-03-31", null), ("2025-12-31", null)],
            items.Select(item => ($"{item.Date:yyyy-MM-dd}", item.BlockedBy?.Status)));
    }

    [Theory]
    [InlineData("2026-01-31", "2026-01-31 2025-11-07 2026-01-02", "2025-11-07")]
    [InlineData("2026-01-31", "2026-01-31", "2026-01-31")]
    [InlineData("2026-01-31", "2026-02-01", "2026-01-01")]
    [InlineData("2026-01-31", "2026-02-01 2026-01-20", "2026-01-20")]
    [InlineData("2026-01-31", "", "2026-01-01")]
    public async Task The_first_close_begins_with_the_earliest_entry_up_to_its_end_or_with_the_month(string end, string entries, string start)
    {
        foreach (var ordered in new[] { false, true })
        {
            var books = new Books();
            await books.CreateBusiness();
            foreach (var date in entries.Split(' ', StringSplitOptions.RemoveEmptyEntries)) await books.Post(date);

            Assert.Equal(Books.Day(start), (await books.Close(end, ordered)).Value!.Start);
        }
    }

    [Fact]
    public async Task Later_closes_follow_the_last_end_whatever_was_posted()
    {
        var books = new Books();
        await books.CreateBusiness();
        await books.Close("2026-01-31");
        await books.Post("2025-06-30");

        Assert.Equal(Books.Day("2026-02-01"), (await books.Close("2026-02-28")).Value!.Start);
    }

    [Fact]
    public async Task A_sign_off_is_stale_for_good_when_an_entry_came_into_its_period_and_not_when_it_came_into_another()
    {
        var books = await Books.WithJanuary();
        await books.Post("2026-01-10");
        await books.Sign();

        await books.Post("2026-02-10");
        Assert.False((await books.TheSignOff()).Stale);
        await books.Post("2026-01-10", Rent);
        Assert.True((await books.TheSignOff()).Stale);
        Assert.NotNull((await books.Sign()).Value);
        await books.Post("2026-01-10", Rent);
        Assert.False((await books.TheSignOff()).Stale);
    }

    [Fact]
    public async Task What_a_sign_off_attests_without_entries_is_what_it_attested_before_there_were_any()
    {
        var books = await Books.WithJanuary();

        Assert.Equal("8e788c37d97aee63cf1f69af0d0493a42bcd111065733ee81866e80d508b08b8", (await books.Sign()).Value!.StateHash);
    }

    [Fact]
    public async Task An_entry_that_changes_the_score_is_told_to_whoever_watches()
    {
        var books = await Books.WithJanuary();
        await books.SetPolicy(ClosePolicy.Default with { DropStale = true });
        await books.Sign();

        await books.Post("2026-01-15");

        Assert.Equal((3, 0m), (books.Told.Last().Version, books.Told.Last().Score));
    }

    [Fact]
    public void A_place_outside_the_dates_asked_for_begins_at_their_edge()
    {
        var (first, last) = (Books.Day("2026-01-11"), Books.Day("2026-01-20"));

        Assert.Equal(new DatedPlace(first, 0), new DatedQuery(first, last, 50, new(first.AddDays(-1), 7), Backwards: false, Counted: false).Beyond);
        Assert.Equal(new DatedPlace(last, long.MaxValue), new DatedQuery(first, last, 50, new(last.AddDays(1), 7), Backwards: true, Counted: false).Beyond);
        Assert.Equal(new DatedPlace(first, 7), new DatedQuery(first, last, 50, new(first, 7), Backwards: false, Counted: false).Beyond);
        Assert.Equal(new DatedPlace(last, 7), new DatedQuery(first, last, 50, new(last, 7), Backwards: true, Counted: false).Beyond);
    }

    [Theory]
    [InlineData("2026-01-10", "2026-01-20", "2026-01-10", true)]
    [InlineData("2026-01-10", "2026-01-20", "2026-01-15", true)]
    [InlineData("2026-01-10", "2026-01-20", "2026-01-20", true)]
    [InlineData("2026-01-11", "2026-01-20", "2026-01-10", false)]
    [InlineData("2026-01-10", "2026-01-19", "2026-01-20", false)]
    public async Task A_page_follows_others_where_it_goes_on_between_the_dates_asked_for(string from, string to, string at, bool follows)
    {
        var books = await Books.WithJanuary();
        foreach (var date in new[] { "2026-01-10", "2026-01-15", "2026-01-20" }) await books.Post(date);
        var all = (await books.Posting().List(new(null, null, 50, null, false, false))).Value!.Items;
        var place = EntryCursor.Of(all.Single(entry => entry.Content.PostingDate == Books.Day(at)));

        var forth = (await books.Posting().List(new(Books.Day(from), Books.Day(to), 50, place, Backwards: false, Counted: false))).Value!;
        var back = (await books.Posting().List(new(Books.Day(from), Books.Day(to), 50, place, Backwards: true, Counted: false))).Value!;

        var between = all.Where(entry => entry.Content.PostingDate >= Books.Day(from) && entry.Content.PostingDate <= Books.Day(to)).ToArray();
        Assert.Equal(between.Where(entry => entry.Number > place.Number).Select(entry => entry.Number), forth.Items.Select(entry => entry.Number));
        Assert.Equal(between.Where(entry => entry.Number < place.Number).Select(entry => entry.Number), back.Items.Select(entry => entry.Number));
        Assert.Equal((follows, follows), (forth.HasBefore, back.HasAfter));
    }

    [Fact]
    public async Task A_silo_that_still_takes_a_period_for_open_finds_the_close_of_another()
    {
        var journal = new TestJournal();
        var (here, there) = (await Books.WithJanuary(journal: journal), new Books(journal));
        Assert.NotNull((await there.Post("2026-01-15")).Value);

        await here.Close("2026-01-31");

        Assert.Equal(RefusalCode.PeriodClosed, (await there.Post("2026-01-15")).Refusal!.Code);
    }

    [Fact]
    public async Task An_id_posts_once_whichever_silo_it_is_sent_to_and_whoever_sends_it()
    {
        var journal = new TestJournal();
        var (here, there) = (await Books.WithJanuary(journal: journal), new Books(journal));
        var first = await here.Post("2026-01-15", Rent);
        there.Now += TimeSpan.FromDays(30);

        Assert.Equal(first, await there.Post("2026-01-15", Rent));
        Assert.Equal(RefusalCode.JournalEntryExists, (await there.Post("2026-01-16", Rent)).Refusal!.Code);
        Assert.Equal(first, await here.Restarted().Post("2026-01-15", Rent));

        Assert.Equal(1, journal.Of(EntityKey.ForBusiness(Books.Acme)).Count(e => e.Type == DatedEvents.Type));
    }

    [Fact]
    public async Task Of_two_with_one_id_at_once_the_second_is_decided_on_the_first()
    {
        var books = await Books.WithJanuary();
        books.Journal.Holds = true;
        var posts = new[] { books.Post("2026-01-15", Rent).AsTask(), books.Post("2026-01-15", Rent).AsTask(), books.Post("2026-01-15", Rent, description: "other").AsTask() };
        Assert.DoesNotContain(posts, post => post.IsCompleted);

        books.Journal.ReleaseAll();

        var (first, again, other) = (await posts[0], await posts[1], await posts[2]);
        Assert.NotNull(first.Value);
        Assert.Equal(first, again);
        Assert.Equal(RefusalCode.JournalEntryExists, other.Refusal!.Code);
    }

    [Fact]
    public async Task Of_two_with_one_id_that_both_found_it_free_one_is_decided_again_when_the_other_is_lost()
    {
        var books = await Books.WithJanuary();
        var loading = new TaskCompletionSource();
        books.Journal.HasRead = () => loading.Task;
        var held = new HeldContext();
        var both = Enumerable.Range(0, 2).Select(_ => held.Run(() => books.Post("2026-01-15", Rent).AsTask())).ToArray();
        books.Journal.Holds = true;
        loading.SetResult();
        held.GoOn();
        Assert.Equal(1, books.Journal.Waiting);

        books.Journal.Fail(Fault.FailsUnwritten);
        books.Journal.ReleaseAll();

        var outcomes = await Task.WhenAll(both);
        Assert.Single(outcomes, outcome => outcome.Refusal?.Code == RefusalCode.StorageUnavailable);
        Assert.Single(outcomes, outcome => outcome.Value?.EntryId == Rent);
    }

    [Fact]
    public async Task A_retry_is_not_told_that_an_entry_is_taken_whose_loss_its_sender_has_not_heard_of_yet()
    {
        var books = await Books.WithJanuary();
        books.Journal.Holds = true;
        var held = new HeldContext();
        var first = held.Run(() => books.Post("2026-01-15", Rent).AsTask());
        books.Journal.Fail(Fault.FailsUnwritten);
        books.Journal.ReleaseAll();
        // A reader has seen to it that the business is loaded again; the id is as the lost entry left it.
        Assert.NotNull((await books.Business().GetPeriod(Books.January)).Value);

        var retry = await books.Post("2026-01-15", Rent, Books.Key("k"));

        Assert.Equal(Rent, retry.Value?.EntryId);
        Assert.Single(books.Journal.Of(EntityKey.ForEntry(Books.Acme, Rent)));
        held.GoOn();
        Assert.Equal(RefusalCode.StorageUnavailable, (await first).Refusal!.Code);
    }

    [Fact]
    public async Task A_key_without_an_id_gives_the_same_entry_again()
    {
        var books = await Books.WithJanuary();
        var first = await books.Post("2026-01-15", key: Books.Key("k"));
        var commits = books.Journal.Commits.Count;

        Assert.Equal(first, await books.Post("2026-01-15", key: Books.Key("k")));
        Assert.Equal(commits, books.Journal.Commits.Count);
        Assert.NotEqual(first.Value, (await books.Post("2026-01-15")).Value);
    }

    [Fact]
    public async Task Entries_take_no_place_among_the_residents()
    {
        var books = await Books.WithJanuary();
        await books.Post("2026-01-01");
        var resident = books.Map.Count;

        for (var n = 0; n < 5; n++) await books.Post("2026-01-15");
        for (var n = 0; n < 5; n++) await books.Post("2026-01-15", Books.Id(0xE10 + n));
        for (var n = 0; n < 5; n++) Assert.Equal(RefusalCode.JournalEntryExists, (await books.Post("2026-01-16", Books.Id(0xE10 + n))).Refusal!.Code);
        for (var n = 0; n < 3; n++) await books.Post("2026-01-15", Books.Id(0xE20), Books.Key("k"));
        Assert.Equal(RefusalCode.IdempotencyKeyReused, (await books.Post("2026-01-15", Books.Id(0xE20), Books.Key("k", body: 2))).Refusal!.Code);

        Assert.Equal(resident, books.Map.Count);
    }

    [Fact]
    public async Task A_page_of_very_large_entries_ends_earlier_and_says_so()
    {
        var books = await Books.WithJanuary();
        var huge = new string('x', 1_500_000);
        for (var n = 0; n < 4; n++) await books.Post("2026-01-15", description: huge);

        var page = (await books.Posting().List(new(null, null, 50, null, false, true))).Value!;

        Assert.Equal((2, 4, true), (page.Items.Count, page.Total, page.HasAfter));
    }

    private static async Task<Books> WithMonths(string months)
    {
        var books = new Books();
        await books.CreateBusiness();
        for (var month = 1; month <= months.Length; month++)
        {
            if (months[month - 1] == '.') continue;
            var first = new DateOnly(2026, month, 1);
            var last = $"{first.AddMonths(1).AddDays(-1):yyyy-MM-dd}";
            await books.Create(Books.Id(month), $"{first:yyyy-MM-dd}", last);
            if (months[month - 1] == 'o') continue;
            await books.Close(last);
            if (months[month - 1] == 'l') await books.Lock(Books.Id(month));
        }
        return books;
    }
}
