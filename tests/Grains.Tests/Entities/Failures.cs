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
        var lost = 0;
        books.Journal.NextFault = () =>
        {
            if (lost == 0) books.Pass(Limits.TryAgainWithin);
            return lost++ < Limits.TryAgainMin ? Fault.Conflict : Fault.None;
        };

        Assert.NotNull((await books.Sign()).Value);
    }

    [Fact]
    public async Task A_command_that_lost_for_longer_than_clients_wait_is_not_decided_again()
    {
        var books = await Books.WithJanuary();
        var lost = 0;
        books.Journal.NextFault = () =>
        {
            books.Pass(Limits.TryAgainAtMost);
            return lost++ == 0 ? Fault.Conflict : Fault.None;
        };

        Assert.Equal(RefusalCode.Contended, (await books.Sign()).Refusal!.Code);
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

    private static async Task<Books> Held()
    {
        var books = await Books.WithJanuary();
        books.Journal.Holds = true;
        return books;
    }
}
