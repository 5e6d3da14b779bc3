namespace Periods.Grains.Tests.Entities;

/// <summary>A decision or a read that rests on several entities is of one moment of all of them.</summary>
public sealed class OneMoment
{
    [Theory]
    [InlineData("closed")]
    [InlineData("looked at")]
    public async Task What_rests_on_a_business_and_its_periods_rests_on_one_moment(string how)
    {
        var here = await WithFebruary();
        var elsewhere = here.Restarted();
        here.Journal.Holds = true;
        var first = here.Close("2026-01-31").AsTask();
        var second = how == "closed" ? Close() : Look();
        var signing = elsewhere.Sign(period: Books.February).AsTask();
        Assert.True(here.Journal.Overtake(isElsewhere: true));
        Assert.Null((await signing).Refusal);
        Assert.Equal(PeriodStatus.Open, (await elsewhere.Business().GetPeriod(Books.January)).Value!.Status);
        here.Journal.ReleaseAll();

        // February was signed before January was closed: at no moment was it only the signature that was missing.
        Assert.Equal(PeriodStatus.Closed, (await first).Value!.Status);
        Assert.Null(await second);

        async Task<RefusalCode?> Close() => (await here.Close("2026-02-05")).Refusal?.Code;

        async Task<RefusalCode?> Look() => (await here.Business().ValidateClose(new(Books.By(), Books.February, Books.Day("2026-02-05"), null, null, Ordered: false)))
            .Value!.Checks.Where(check => check is { Passed: false, IsBlocking: true }).Select(check => (RefusalCode?)check.Refusal).FirstOrDefault();
    }

    [Fact]
    public async Task What_is_written_on_top_of_what_a_decision_rests_on_overtakes_none_of_it()
    {
        var here = await WithFebruary();
        here.Journal.Holds = true;
        var acknowledging = here.Acknowledge(period: Books.February).AsTask();
        var first = here.Close("2026-01-31").AsTask();
        var second = here.Close("2026-02-05").AsTask();
        var signing = here.Sign(period: Books.February).AsTask();

        here.Journal.Release();
        Assert.False(here.Journal.Overtake(isElsewhere: false));
        here.Journal.ReleaseAll();

        Assert.All([(await acknowledging).Refusal, (await first).Refusal, (await signing).Refusal], Assert.Null);
        Assert.Equal(RefusalCode.SignOffsMissing, (await second).Refusal!.Code);
    }

    [Fact]
    public async Task What_only_this_silo_has_written_on_meanwhile_is_not_loaded_again()
    {
        var here = await WithFebruary();
        var id = Books.Id(0x777);
        Assert.Null((await here.Post("2026-01-10", id)).Refusal);
        Assert.Null((await here.Post("2026-02-03")).Refusal);
        var january = await here.Resident();
        here.Journal.Holds = true;
        var posting = new[] { here.Post("2026-01-11").AsTask(), here.Post("2026-02-04").AsTask() };
        var again = here.Post("2026-01-10", id).AsTask();
        var next = here.Post("2026-01-12").AsTask();
        var asking = new TaskCompletionSource();
        here.Journal.Asking = asking.Task;
        here.Journal.ReleaseAll();
        asking.SetResult();

        Assert.All([.. await Task.WhenAll(posting), await again, await next], outcome => Assert.Null(outcome.Refusal));
        Assert.False(january.Dropped);
    }

    [Fact]
    public async Task What_was_let_go_of_while_the_other_was_loaded_is_looked_at_again()
    {
        var books = (await Books.WithJanuary()).Restarted();
        books.Journal.HasOneOwner = true;
        Assert.Null((await CreateFebruary()).Refusal);
        var loading = new TaskCompletionSource();
        books.Journal.HasRead = () => loading.Task;
        var closing = books.Close("2026-01-31").AsTask();
        var held = new HeldContext();
        var reading = held.Run(() => books.Business().GetPeriod(Books.January).AsTask());
        books.Journal.HasRead = () => Task.CompletedTask;
        // A key whose answer the journal has let go of: its business is loaded again.
        books.Journal.DeleteAnswers();
        Assert.Equal(RefusalCode.PeriodOverlaps, (await CreateFebruary()).Refusal?.Code);
        loading.SetResult();

        var closed = (await closing).Value!;
        held.GoOn();
        Assert.Equal(closed, (await reading).Value);

        ValueTask<Outcome<PeriodView>> CreateFebruary() => books.Create(Books.February, "2026-02-01", "2026-02-28", Books.Key("k"));
    }

    [Fact]
    public async Task A_period_that_comes_to_be_while_its_close_loads_the_one_it_would_make_is_closed_itself()
    {
        var books = await Books.WithJanuary();
        var loading = new TaskCompletionSource();
        books.Journal.HasRead = () => loading.Task;
        var closing = books.Close("2026-02-05").AsTask();
        books.Journal.HasRead = () => Task.CompletedTask;
        await books.Create(Books.February, "2026-02-01", "2026-02-05");

        loading.SetResult();

        var closed = (await closing).Value!;
        Assert.Equal((Books.February, PeriodStatus.Closed), (closed.Id, closed.Status));
        Assert.Equal(["opened.v1", "closed.v1"], books.Journal.Of(EntityKey.ForPeriod(Books.Acme, Books.February)).Select(e => e.Type));
    }

    [Fact]
    public async Task A_period_that_comes_to_be_while_an_entry_of_its_days_is_looked_up_records_it()
    {
        var books = await Books.WithJanuary();
        var loading = new TaskCompletionSource();
        books.Journal.HasRead = () => loading.Task;
        var posting = books.Post("2026-02-03", Books.Id(0x777)).AsTask();
        books.Journal.HasRead = () => Task.CompletedTask;
        await books.Create(Books.February, "2026-02-01", "2026-02-05");

        loading.SetResult();

        Assert.Equal(Books.February, (await posting).Value!.PeriodId);
        Assert.Equal(["opened.v1", "entry-posted.v1"], books.Journal.Of(EntityKey.ForPeriod(Books.Acme, Books.February)).Select(e => e.Type));
    }

    /// <summary>January is signed, and must be closed first; February is neither.</summary>
    private static async Task<Books> WithFebruary()
    {
        var books = await Books.WithJanuary();
        await books.Create(Books.February, "2026-02-01", "2026-02-05");
        await books.SetPolicy(ClosePolicy.Default with { RequiredRoles = [ReviewRole.Preparer], SequentialClose = true });
        await books.Sign();
        await books.Business().GetPeriod(Books.February);
        return books;
    }
}
