namespace Periods.Grains.Tests.Businesses;

/// <summary>Many periods locked at once: each has an outcome of its own, all of them one moment.</summary>
public sealed class BulkLocks
{
    [Fact]
    public async Task What_can_be_locked_is_locked_and_the_rest_is_told()
    {
        var books = await Calendar();
        var unknown = Books.Id(0x404);

        var result = (await books.BulkLock(null, Books.March, unknown, Books.February, Books.January, Books.March)).Value!;

        Assert.Equal([Books.March, Books.February], result.Locked);
        Assert.Equal(
            [new(unknown, RefusalCode.PeriodNotFound), new(Books.January, RefusalCode.PeriodAlreadyLocked), new SkippedPeriod(Books.March, RefusalCode.PeriodAlreadyLocked)],
            result.Skipped);
        foreach (var id in new[] { Books.January, Books.February, Books.March }) Assert.Equal(PeriodStatus.Locked, (await books.Business().GetPeriod(id)).Value!.Status);
    }

    [Fact]
    public async Task An_open_one_is_closed_first_and_a_closed_one_keeps_who_closed_it()
    {
        var books = await Calendar();
        var closed = (await books.Business().GetPeriod(Books.February)).Value!;
        books.Now += TimeSpan.FromHours(1);

        await books.BulkLock(null, Books.February, Books.March);

        var (february, march) = ((await books.Business().GetPeriod(Books.February)).Value!, (await books.Business().GetPeriod(Books.March)).Value!);
        Assert.Equal(("migration", closed.ClosedAt, closed.ClosedBy), (february.LockReason, february.ClosedAt, february.ClosedBy));
        Assert.Equal(("migration", books.Now, Books.Ann), (march.LockReason, march.ClosedAt, march.ClosedBy));
        Assert.Equal(["closed.v1", "locked.v1"], books.Journal.Of(EntityKey.ForPeriod(Books.Acme, Books.March)).Skip(1).Select(e => e.Type));
    }

    [Fact]
    public async Task All_of_it_is_one_append_and_none_of_it_happens_when_that_fails()
    {
        var books = await Calendar();
        books.Journal.Fail(Entities.Fault.FailsUnwritten);
        Assert.Equal(RefusalCode.StorageUnavailable, (await books.BulkLock(null, Books.February, Books.March)).Refusal!.Code);
        Assert.Equal(PeriodStatus.Closed, (await books.Business().GetPeriod(Books.February)).Value!.Status);

        var commits = books.Journal.Commits.Count;
        await books.BulkLock(null, Books.January, Books.February, Books.March);

        var parts = Assert.Single(books.Journal.Commits.Skip(commits));
        // January is locked already: nothing is written of it.
        Assert.Equal([EntityKey.ForBusiness(Books.Acme), EntityKey.ForPeriod(Books.Acme, Books.February), EntityKey.ForPeriod(Books.Acme, Books.March)], parts.Select(p => p.Key));
    }

    [Fact]
    public async Task A_retry_is_answered_as_the_first_time_though_all_are_locked_by_now()
    {
        var books = await Calendar();
        var first = (await books.BulkLock(Books.Key("k"), Books.February, Books.January)).Value!;

        var again = (await books.Restarted().BulkLock(Books.Key("k"), Books.February, Books.January)).Value!;

        Assert.Equal(first.Locked, again.Locked);
        Assert.Equal(first.Skipped, again.Skipped);
    }

    [Fact]
    public async Task As_many_as_allowed_are_one_append()
    {
        var books = new Books();
        await books.CreateBusiness();
        var ids = Enumerable.Range(1, Limits.BulkLockPeriodsMax).Select(n => Books.Id(0x1000 + n)).ToArray();
        for (var n = 0; n < ids.Length; n++) await books.Business().CreatePeriod(new(Books.By(), ids[n], Books.Day("2016-01-01").AddDays(n), Books.Day("2016-01-01").AddDays(n)));

        Assert.Equal(ids, (await books.BulkLock(null, ids)).Value!.Locked);

        Assert.Equal(1 + ids.Length, books.Journal.Commits[^1].Count);
    }

    /// <summary>January locked, February closed, March open.</summary>
    private static async Task<Books> Calendar()
    {
        var books = await Books.WithJanuary();
        await books.Create(Books.February, "2026-02-01", "2026-02-28");
        await books.Create(Books.March, "2026-03-01", "2026-03-31");
        await books.Close("2026-01-31");
        await books.Lock();
        await books.Close("2026-02-28");
        return books;
    }
}
