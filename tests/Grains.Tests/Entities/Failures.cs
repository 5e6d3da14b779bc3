namespace Periods.Grains.Tests.Entities;

/// <summary>What storage can do to a command, and what the sender and everybody after it hears.</summary>
public sealed class Failures
{
    [Fact]
    public async Task What_was_decided_on_a_failed_append_is_decided_again_on_the_truth()
    {
        var books = await Held();
        var reported = books.Report(10, unreviewed: 10).AsTask();
        var signed = books.Sign().AsTask();

        books.Journal.Fail(Fault.FailsUnwritten);
        books.Journal.ReleaseAll();

        Assert.Equal(RefusalCode.StorageUnavailable, (await reported).Refusal!.Code);
        // 14.3 is vector B of the contract: only the checklist is reported.
        Assert.Equal(14.3m, (await signed).Value!.CloseScore);
        Assert.Equal(25, (await books.Score()).Coverage);
    }

    [Fact]
    public async Task What_was_written_though_it_failed_is_what_the_next_command_sees()
    {
        var books = await Books.WithJanuary();
        books.Journal.Fail(Fault.FailsWritten);

        Assert.Equal(RefusalCode.StorageUnavailable, (await books.Report(10)).Refusal!.Code);

        Assert.Equal(65, (await books.Sign()).Value is null ? 0 : (await books.Score()).Coverage);
    }

    [Fact]
    public async Task While_a_failure_is_being_noticed_nobody_reads_what_was_lost()
    {
        var books = await Held();
        var entity = await books.Resident();
        SynchronizationContext.SetSynchronizationContext(null); // so that the releasing thread itself notices
        var signed = books.Sign().AsTask();
        books.Journal.Fail(Fault.FailsUnwritten);

        // The gate is held, so whoever learns of the failure cannot drop the entity yet.
        var noticing = new Thread(() => books.Journal.Release());
        Task<Outcome<SignOffList>> read;
        lock (entity.Gate)
        {
            noticing.Start();
            Assert.True(SpinWait.SpinUntil(() => noticing.ThreadState.HasFlag(ThreadState.WaitSleepJoin), TimeSpan.FromSeconds(30)));
            read = books.Period().ListSignOffs().AsTask();
        }
        noticing.Join();
        books.Journal.ReleaseAll();

        Assert.Equal(RefusalCode.StorageUnavailable, (await signed).Refusal!.Code);
        Assert.Empty((await read).Value?.Items ?? []);
    }

    [Fact]
    public async Task A_read_behind_a_write_that_fails_tells_what_was_there_before()
    {
        var books = await Held();
        var signed = books.Sign().AsTask();
        var read = books.Period().ListSignOffs().AsTask();

        books.Journal.Fail(Fault.FailsUnwritten);
        books.Journal.ReleaseAll();

        Assert.Equal(RefusalCode.StorageUnavailable, (await signed).Refusal!.Code);
        Assert.Empty((await read).Value!.Items);
    }

    [Fact]
    public async Task A_read_that_a_write_of_the_same_silo_overtakes_needs_no_second_look()
    {
        var books = await Books.WithJanuary();
        await books.Period().ListSignOffs();
        var asked = new TaskCompletionSource();
        books.Journal.Asking = asked.Task;
        var read = books.Period().ListSignOffs().AsTask();
        var loaded = books.Journal.EventsRead;

        Assert.NotNull((await books.Sign()).Value);
        books.Journal.Asking = Task.CompletedTask;
        asked.SetResult();

        Assert.Empty((await read).Value!.Items);
        Assert.Equal(loaded, books.Journal.EventsRead);
    }

    [Fact]
    public async Task A_read_that_another_silo_overtakes_is_read_again()
    {
        var books = await Books.WithJanuary();
        var elsewhere = books.Restarted();
        await books.Period().ListSignOffs();
        var asked = new TaskCompletionSource();
        books.Journal.Asking = asked.Task;
        var read = books.Period().ListSignOffs().AsTask();
        books.Journal.Asking = Task.CompletedTask;

        Assert.NotNull((await elsewhere.Sign()).Value);
        var lost = books.Sign(ReviewRole.Partner).AsTask();
        asked.SetResult();

        Assert.NotNull((await lost).Value);
        Assert.NotEmpty((await read).Value!.Items);
    }

    [Fact]
    public async Task A_conflict_is_decided_again_and_nobody_notices()
    {
        var books = await Books.WithJanuary();
        books.Journal.Fail(Fault.Conflict, times: 3 * Limits.TryAgainMin);

        Assert.NotNull((await books.Sign()).Value);
        Assert.Single((await books.Period().ListSignOffs()).Value!.Items);
    }

    [Fact]
    public async Task A_command_that_lost_slowly_is_decided_again_a_few_times_all_the_same()
    {
        var books = await Books.WithJanuary();
        var (lost, began) = (0, Environment.TickCount64);
        books.Journal.NextFault = () =>
        {
            SpinWait.SpinUntil(() => Environment.TickCount64 - began > Limits.TryAgainWithin.TotalMilliseconds);
            return lost++ < Limits.TryAgainMin ? Fault.Conflict : Fault.None;
        };

        Assert.NotNull((await books.Sign()).Value);
    }

    [Fact]
    public async Task Endless_conflict_ends_in_contended()
    {
        var books = await Books.WithJanuary();
        books.Journal.Fail(Fault.Conflict, times: int.MaxValue);
        var refused = await books.Sign();
        books.Journal.Fail(Fault.None);

        Assert.Equal(RefusalCode.Contended, refused.Refusal!.Code);
        Assert.Empty((await books.Period().ListSignOffs()).Value!.Items);
    }

    [Fact]
    public async Task Overload_changes_nothing()
    {
        var books = await Books.WithJanuary();
        var before = await books.Score();
        books.Journal.Overloaded = true;

        Assert.Equal(RefusalCode.Overloaded, (await books.Sign()).Refusal!.Code);
        Assert.Equal(RefusalCode.Overloaded, (await books.Close("2026-01-31", key: Books.Key("k"))).Refusal!.Code);
        Assert.Equal(before.Version, (await books.Score()).Version);
        Assert.Empty((await books.Period().ListSignOffs()).Value!.Items);

        books.Journal.Overloaded = false;
        Assert.Equal(PeriodStatus.Closed, (await books.Close("2026-01-31", key: Books.Key("k"))).Value!.Status);
    }

    [Fact]
    public async Task A_journal_that_cannot_be_read_is_unavailable_until_it_can()
    {
        var books = (await Books.WithJanuary()).Restarted();
        books.Journal.Unavailable = true;

        Assert.Equal(RefusalCode.StorageUnavailable, (await books.Sign()).Refusal!.Code);
        Assert.Equal(RefusalCode.StorageUnavailable, (await books.Close("2026-01-31")).Refusal!.Code);
        Assert.Equal(RefusalCode.StorageUnavailable, (await books.Period().GetScore()).Refusal!.Code);
        Assert.Equal(RefusalCode.StorageUnavailable, (await books.Business().Get()).Refusal!.Code);
        Assert.Equal(0, books.Map.Count);

        books.Journal.Unavailable = false;
        Assert.NotNull((await books.Sign()).Value);
    }

    [Fact]
    public async Task An_append_that_arrives_twice_counts_once()
    {
        var books = await Books.WithJanuary();
        books.Journal.Fail(Fault.ArrivesTwice);

        Assert.NotNull((await books.Close("2026-01-31")).Value);
        Assert.Equal(3, books.Journal.Of(EntityKey.ForBusiness(Books.Acme)).Count);
    }

    [Theory]
    [InlineData("closed here")]
    [InlineData("closed elsewhere")]
    public async Task A_closed_period_refuses_inputs_wherever_it_was_closed(string where)
    {
        var here = await Books.WithJanuary();
        var elsewhere = here.Restarted();
        await here.Report(1);

        Assert.NotNull((await (where == "closed here" ? here : elsewhere).Close("2026-01-31")).Value);

        Assert.Equal(RefusalCode.PeriodClosed, (await here.Report(2)).Refusal!.Code);
        Assert.Equal(RefusalCode.PeriodClosed, (await here.Acknowledge()).Refusal!.Code);
        Assert.NotNull((await elsewhere.Reopen()).Value);
        Assert.NotNull((await elsewhere.Report(3)).Value);
        Assert.Equal(RefusalCode.PeriodAlreadyOpen, (await elsewhere.Reopen()).Refusal!.Code);
    }

    [Fact]
    public async Task A_close_elsewhere_counts_with_an_input_reported_here_at_the_same_time()
    {
        var here = await Held();
        var elsewhere = here.Restarted();
        var closing = elsewhere.Close("2026-01-31").AsTask();
        var reporting = here.Report(5).AsTask();

        here.Journal.ReleaseAll();

        Assert.Equal(PeriodStatus.Closed, (await closing).Value!.Status);
        Assert.Equal(RefusalCode.PeriodClosed, (await reporting).Refusal!.Code);
    }

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

    private static async Task<Books> Held()
    {
        var books = await Books.WithJanuary();
        books.Journal.Holds = true;
        return books;
    }
}
