namespace Periods.Grains.Tests.Entities;

/// <summary>The same key is the same command: one effect, one answer. The key is known by its user, its entity and its body.</summary>
public sealed class Retries
{
    private static readonly CommandKey K = Books.Key("k-1");

    [Fact]
    public async Task The_same_key_gets_the_same_answer_and_no_second_effect()
    {
        var books = await Books.WithJanuary();
        var first = await books.Sign(key: K, notes: "as of today");
        books.Now += TimeSpan.FromHours(1);
        await books.Report(10, unreviewed: 5);

        var again = await books.Sign(key: K, notes: "as of today");

        Assert.Equal(first, again);
        Assert.Single(books.Journal.Of(EntityKey.ForPeriod(Books.Acme, Books.January)), e => e.CommandId == "k-1");
    }

    [Fact]
    public async Task Every_kind_of_command_replays_even_after_a_restart()
    {
        var books = await Books.WithJanuary();
        var first = await Everything(books);
        var events = books.Journal.Commits.Sum(parts => parts.Sum(p => p.Events.Count));
        books.Now += TimeSpan.FromHours(20);

        Assert.Equal(first, await Everything(books));
        Assert.Equal(first, await Everything(books.Restarted()));
        Assert.Equal(events, books.Journal.Commits.Sum(parts => parts.Sum(p => p.Events.Count)));
    }

    [Fact]
    public async Task A_refusal_is_replayed_although_the_command_would_be_accepted_by_now()
    {
        var books = await Books.WithJanuary();
        Assert.Equal(RefusalCode.PeriodNotClosed, (await books.Lock(key: K)).Refusal!.Code);
        await books.Close("2026-01-31");

        Assert.Equal(RefusalCode.PeriodNotClosed, (await books.Lock(key: K)).Refusal!.Code);
        Assert.Equal(RefusalCode.PeriodNotClosed, (await books.Restarted().Lock(key: K)).Refusal!.Code);
        Assert.Equal(PeriodStatus.Locked, (await books.Lock()).Value!.Status);
    }

    [Fact]
    public async Task A_refusal_keeps_the_date_it_speaks_of()
    {
        var books = await Books.WithJanuary();
        await books.Close("2026-02-28", ordered: true, key: K);
        books.Now += TimeSpan.FromHours(20);

        var again = await books.Restarted().Close("2026-02-28", ordered: true, key: K);

        Assert.Equal(new Refusal(RefusalCode.EndDateInFuture, Books.Day("2026-02-10")), again.Refusal);
    }

    [Fact]
    public async Task A_refusal_is_kept_only_if_the_period_is_as_it_was_judged()
    {
        var books = await Books.WithJanuary();
        await books.SetPolicy(ClosePolicy.Default with { RequiredRoles = [ReviewRole.Preparer] });
        Assert.Equal(RefusalCode.SignOffsMissing, (await books.Close("2026-01-31")).Refusal!.Code);
        var elsewhere = new Books(books.Journal);
        await elsewhere.Sign();

        Assert.Equal(PeriodStatus.Closed, (await books.Close("2026-01-31", key: K)).Value!.Status);
    }

    [Fact]
    public async Task A_refusal_to_force_without_a_reason_is_kept_only_if_there_is_something_to_force()
    {
        var books = await Books.WithJanuary();
        await books.SetPolicy(ClosePolicy.Default with { RequiredRoles = [ReviewRole.Preparer] });
        Assert.Equal(RefusalCode.ForceNeedsReason, (await books.ForceClose("2026-01-31", null)).Refusal!.Code);
        var elsewhere = new Books(books.Journal);
        await elsewhere.Sign();

        Assert.False((await books.ForceClose("2026-01-31", null, K)).Value!.Forced);
    }

    [Fact]
    public async Task A_refusal_for_a_period_that_has_changed_is_kept_only_if_it_has()
    {
        var books = await Books.WithJanuary();
        await books.Score();
        var elsewhere = new Books(books.Journal);
        await elsewhere.Sign();
        var seen = (await elsewhere.Business().GetPeriod(Books.January)).Value!.Tag!;

        var closed = await books.Business().ClosePeriod(new(Books.By(key: K), Books.February, Books.Day("2026-01-31"), null, null, Ordered: false, Expected: new([seen])));

        Assert.Equal(PeriodStatus.Closed, closed.Value!.Status);
    }

    [Fact]
    public async Task A_refusal_that_rests_on_a_change_that_fails_is_not_kept()
    {
        var books = await Books.WithJanuary();
        await books.SetPolicy(ClosePolicy.Default with { RequiredRoles = [ReviewRole.Preparer] });
        await books.Sign();
        books.Journal.Holds = true;
        var revoked = books.Revoke().AsTask();
        var closed = books.Close("2026-01-31", key: K).AsTask();
        Assert.Equal(1, books.Journal.Waiting);
        books.Journal.NextFault = () => Fault.FailsUnwritten;
        books.Journal.ReleaseAll();

        Assert.Equal((RefusalCode.StorageUnavailable, RefusalCode.StorageUnavailable), ((await revoked).Refusal!.Code, (await closed).Refusal!.Code));
        books.Journal.NextFault = () => Fault.None;
        books.Journal.Holds = false;
        Assert.Equal(PeriodStatus.Closed, (await books.Close("2026-01-31", key: K)).Value!.Status);
    }

    [Fact]
    public async Task A_refusal_is_kept_and_answered_while_period_and_calendar_go_on_changing()
    {
        var books = await Books.WithJanuary();
        await books.SetPolicy(ClosePolicy.Default with { RequiredRoles = [ReviewRole.Partner] });
        books.Journal.Holds = true;
        var signed = books.Sign().AsTask();
        var closed = books.Close("2026-01-31", key: K).AsTask();
        var posted = books.Post("2026-01-15").AsTask();
        books.Journal.ReleaseAll();

        Assert.Equal(RefusalCode.SignOffsMissing, (await closed).Refusal!.Code);
        Assert.Equal((null, null), ((await signed).Refusal, (await posted).Refusal));
        books.Journal.Holds = false;
        await books.Sign(ReviewRole.Partner);
        Assert.Equal(RefusalCode.SignOffsMissing, (await books.Close("2026-01-31", key: K)).Refusal!.Code);
    }

    [Fact]
    public async Task Another_body_under_the_key_is_refused()
    {
        var books = await Books.WithJanuary();
        await books.Sign(key: K);

        Assert.Equal(RefusalCode.IdempotencyKeyReused, (await books.Sign(key: Books.Key("k-1", body: 2))).Refusal!.Code);
        Assert.Equal(RefusalCode.IdempotencyKeyReused, (await books.Restarted().Sign(key: Books.Key("k-1", body: 2))).Refusal!.Code);
    }

    [Fact]
    public async Task A_retry_while_the_first_is_in_flight_is_told_so()
    {
        var books = await Books.WithJanuary();
        books.Journal.Holds = true;
        var first = books.Sign(key: K).AsTask();

        Assert.Equal(RefusalCode.IdempotencyKeyInFlight, (await books.Sign(key: K)).Refusal!.Code);
        Assert.Equal(RefusalCode.IdempotencyKeyInFlight, (await books.Sign(key: Books.Key("k-1", body: 2))).Refusal!.Code);

        books.Journal.ReleaseAll();
        Assert.Equal(await first, await books.Sign(key: K));
    }

    [Fact]
    public async Task A_key_whose_append_failed_is_as_good_as_new_while_the_failure_is_being_noticed()
    {
        var books = await Books.WithJanuary();
        books.Journal.Holds = true;
        var entity = await books.Resident();
        SynchronizationContext.SetSynchronizationContext(null); // so that the releasing thread itself notices
        var first = books.Sign(key: K).AsTask();
        books.Journal.Fail(Fault.FailsUnwritten);

        // The gate is held, so whoever learns of the failure cannot drop the entity yet.
        var noticing = new Thread(() => books.Journal.Release());
        Task<Outcome<SignOffView>> second;
        lock (entity.Gate)
        {
            noticing.Start();
            Assert.True(SpinWait.SpinUntil(() => noticing.ThreadState.HasFlag(ThreadState.WaitSleepJoin), TimeSpan.FromSeconds(30)));
            second = books.Sign(key: Books.Key("k-1", body: 2)).AsTask();
        }
        noticing.Join();
        books.Journal.ReleaseAll();

        Assert.Equal(RefusalCode.StorageUnavailable, (await first).Refusal!.Code);
        Assert.NotNull((await second).Value);
    }

    [Fact]
    public async Task Another_users_equal_key_is_another_key()
    {
        var books = await Books.WithJanuary();

        var ann = (await books.Sign(key: K)).Value!;
        var bob = (await books.Sign(by: Books.Bob, key: Books.Key("k-1", body: 2))).Value!;

        Assert.Equal((Books.Ann, Books.Bob), (ann.UserId, bob.UserId));
    }

    [Theory]
    [InlineData(Fault.FailsUnwritten)]
    [InlineData(Fault.FailsWritten)]
    public async Task A_retry_after_an_unknown_fate_has_one_effect(Fault fault)
    {
        var books = await Books.WithJanuary();
        books.Journal.Fail(fault);
        Assert.Equal(RefusalCode.StorageUnavailable, (await books.Close("2026-01-31", key: K)).Refusal!.Code);

        Assert.Equal(PeriodStatus.Closed, (await books.Close("2026-01-31", key: K)).Value!.Status);
        Assert.Single(books.Journal.Of(EntityKey.ForBusiness(Books.Acme)), e => e.Type == "period-closed.v1");
    }

    [Fact]
    public async Task A_retry_at_another_silo_has_one_effect()
    {
        var here = await Books.WithJanuary();
        var elsewhere = here.Restarted();
        await elsewhere.Sign(ReviewRole.Partner, key: Books.Key("warm"));

        var first = await here.Sign(key: K);
        var refused = await here.Revoke(ReviewRole.Controller, key: Books.Key("k-2"));

        Assert.Equal(first, await elsewhere.Sign(key: K));
        await elsewhere.Sign(ReviewRole.Controller);
        Assert.Equal(refused, await elsewhere.Revoke(ReviewRole.Controller, key: Books.Key("k-2")));
    }

    [Fact]
    public async Task Unknown_ids_leave_nothing_behind()
    {
        var books = await Books.WithJanuary();
        var resident = books.Map.Count;
        var answers = books.Journal.Answers.Count;

        Assert.Equal(RefusalCode.PeriodNotFound, (await books.Sign(period: Books.March, key: K)).Refusal!.Code);
        Assert.Equal(RefusalCode.PeriodNotFound, (await books.Period(Books.March).GetScore()).Refusal!.Code);
        Assert.Equal(RefusalCode.BusinessNotFound, (await books.Business(Books.Bob).Get()).Refusal!.Code);
        Assert.Equal(RefusalCode.UserNotFound, (await books.Users().GetUser(Books.Ann)).Refusal!.Code);
        Assert.Equal((resident, answers), (books.Map.Count, books.Journal.Answers.Count));

        for (var times = 0; times < 2; times++)
            Assert.Equal(RefusalCode.PeriodNotFound, (await books.Lock(Books.March, key: Books.Key("k-3"))).Refusal!.Code);
        Assert.Equal(resident, books.Map.Count);
    }

    private static async Task<string> Everything(Books books)
    {
        var told = new List<string>();
        await Tell(books.CreateBusiness(key: Books.Key("a")));
        await Tell(books.Create(Books.February, "2026-02-01", "2026-02-28", Books.Key("b")));
        await Tell(books.Create(Books.March, "2026-02-01", "2026-02-28", Books.Key("c")));
        await Tell(books.Sign(key: Books.Key("d")));
        await Tell(books.Acknowledge(key: Books.Key("e")));
        await Tell(books.Report(7, 3, Books.Key("f")));
        await Tell(books.Report(7, 3, Books.Key("g")));
        await Tell(books.Revoke(key: Books.Key("h")));
        await Tell(books.Withdraw(key: Books.Key("i")));
        await Tell(books.Withdraw(key: Books.Key("j")));
        await Tell(books.Close("2026-01-31", key: Books.Key("k")));
        await Tell(books.Lock(key: Books.Key("l")));
        await Tell(books.Reopen(key: Books.Key("m")));
        await Tell(books.Users().AddUser(new(Books.By(Guid.Empty, key: Books.Key("n")), Books.Ann, "ann@acme", "Ann", "Lee", BusinessRole.Owner)));
        await Tell(books.Users().IssueToken(new(Books.By(Guid.Empty, key: Books.Key("o")), Books.Id(1), Books.Ann, "ci", null, 30, new(1), "dz_1")));
        return string.Join('\n', told);

        async Task Tell<T>(ValueTask<Outcome<T>> outcome)
            where T : class => told.Add(System.Text.Json.JsonSerializer.Serialize(await outcome));
    }
}
