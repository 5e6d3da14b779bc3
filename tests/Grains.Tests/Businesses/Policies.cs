namespace Periods.Grains.Tests.Businesses;

/// <summary>Which periods a policy reaches, and when: the score stays what a period's own events make of it.</summary>
public sealed class Policies
{
    private static readonly ClosePolicy Custom = ClosePolicy.Default with { RequiredRoles = [ReviewRole.Partner], RequiredSteps = [Books.Cash], StrictScore = true };

    [Fact]
    public async Task It_reaches_every_open_period_in_one_append_and_no_other()
    {
        var books = await Books.WithJanuary();
        await books.Create(Books.February, "2026-02-01", "2026-02-28");
        await books.Create(Books.March, "2026-03-01", "2026-03-31");
        await books.Close("2026-02-28");
        await books.Acknowledge(Books.Cash);
        var commits = books.Journal.Commits.Count;

        await books.SetPolicy(Custom);

        var parts = Assert.Single(books.Journal.Commits.Skip(commits));
        Assert.Equal([EntityKey.ForBusiness(Books.Acme), EntityKey.ForPeriod(Books.Acme, Books.January), EntityKey.ForPeriod(Books.Acme, Books.March)], parts.Select(p => p.Key));
        // One step of one step and a role that nobody signed in, times 25 of 100.
        Assert.Equal((12.5m, 25), ((await books.Score()).Score, (await books.Score()).Coverage));
        Assert.Equal(0m, (await books.Score(Books.February)).Score);
        Assert.Equal(Custom, (await books.Restarted().Business().GetPolicy()).Value);
    }

    [Fact]
    public async Task It_reaches_a_period_that_another_silo_has_reopened_meanwhile()
    {
        var books = await Books.WithJanuary();
        await books.Close("2026-01-31");
        var other = books.Restarted();
        await other.Score();
        await books.Reopen();

        await other.SetPolicy(Custom);

        Assert.Equal(Custom, (await books.Restarted().Resident()).State.Policy);
    }

    [Fact]
    public async Task A_new_period_takes_the_policy_in_force_and_a_default_one_leaves_no_trace()
    {
        var books = await Books.WithJanuary();
        await books.SetPolicy(Custom);
        await books.Create(Books.February, "2026-02-01", "2026-02-28");
        await books.SetPolicy(ClosePolicy.Default);
        await books.Create(Books.March, "2026-03-01", "2026-03-31");

        Assert.Equal(["opened.v1", "policy-taken.v1"], books.Journal.Of(EntityKey.ForPeriod(Books.Acme, Books.February)).Select(e => e.Type));
        Assert.Equal("""{"start":"2026-03-01","end":"2026-03-31"}""", System.Text.Encoding.UTF8.GetString(Assert.Single(books.Journal.Of(EntityKey.ForPeriod(Books.Acme, Books.March))).Data));
        Assert.Null((await books.Resident(Books.February)).State.Terms);
        Assert.Null((await books.Resident(Books.March)).State.Terms);
    }

    [Fact]
    public async Task A_closed_period_keeps_its_policy_until_it_is_reopened()
    {
        var books = await Books.WithJanuary();
        await books.Acknowledge(Books.Cash);
        await books.Acknowledge(Books.TrialBalance);
        await books.Close("2026-01-31");
        var score = await books.Score();
        await books.SetPolicy(Custom);
        Assert.Equal(score, await books.Score(), (one, other) => one!.Version == other!.Version && one.Score == other.Score);

        await books.Reopen();

        Assert.Equal(12.5m, (await books.Score()).Score);
        Assert.Equal(Custom, (await books.Resident()).State.Policy);
        // A step that left the checklist is forgotten: it counts as done nowhere.
        Assert.Equal([Books.Cash], (await books.Period().ListAcknowledgements()).Value!.Items.Select(ack => ack.StepId));
    }

    [Fact]
    public async Task A_period_that_closed_under_a_policy_is_reopened_under_the_default_that_is_in_force_since()
    {
        var books = await Books.WithJanuary();
        await books.SetPolicy(Custom);
        await books.ForceClose("2026-01-31");
        await books.SetPolicy(ClosePolicy.Default);

        await books.Reopen();

        Assert.Equal(ClosePolicy.Default, (await books.Resident()).State.Policy);
        Assert.NotNull((await books.Acknowledge(Books.TrialBalance)).Value);
        Assert.NotNull((await books.Close("2026-01-31")).Value);
    }

    [Fact]
    public async Task A_score_that_becomes_strict_has_a_new_version_though_it_is_0_as_before()
    {
        var books = await Books.WithJanuary();
        var before = await books.Score();
        await books.SetPolicy(ClosePolicy.Default with { StrictScore = true });

        var after = await books.Score();

        Assert.Equal((0m, before.Version + 1), (after.Score, after.Version));
        Assert.NotEqual(before.Components.Select(c => c.PointsLost), after.Components.Select(c => c.PointsLost));
    }

    [Fact]
    public async Task The_checklist_is_the_policys()
    {
        var books = await Books.WithJanuary();
        await books.SetPolicy(ClosePolicy.Default with { RequiredSteps = ["inventory_count"] });

        Assert.Equal(RefusalCode.StepNotFound, (await books.Acknowledge(Books.Cash)).Refusal!.Code);
        Assert.NotNull((await books.Acknowledge("inventory_count")).Value);
    }

    [Fact]
    public async Task Fresh_sign_offs_are_counted_as_if_counted_anew()
    {
        for (var seed = 1; seed <= 40; seed++)
        {
            var (books, random) = (await Books.WithJanuary(), new Random(seed));
            await books.SetPolicy(ClosePolicy.Default with { DropStale = true });
            for (var n = 0; n < 60; n++)
            {
                var (role, user) = ((ReviewRole)random.Next(4), Books.Id(1 + random.Next(3)));
                _ = random.Next(9) switch
                {
                    0 => (await books.Report(random.Next(2))).Refusal,
                    1 => (await books.Acknowledge(Books.Cash)).Refusal,
                    2 => (await books.Withdraw(Books.Cash)).Refusal,
                    3 or 4 => (await books.Revoke(role, user)).Refusal,
                    5 => (await books.SetPolicy(ClosePolicy.Default with { DropStale = true, MinScore = random.Next(2) })).Refusal,
                    _ => (await books.Sign(role, user)).Refusal,
                };
                var state = (await books.Resident()).State;
                Assert.Equal(state.CountFresh(), state.Terms!.Fresh);
            }
        }
    }

    [Fact]
    public void Policies_that_ask_the_same_are_equal()
    {
        var same = Custom with { RequiredRoles = new List<ReviewRole> { ReviewRole.Partner }, RequiredSteps = new List<string> { Books.Cash } };

        Assert.Equal(Custom, same);
        Assert.Equal(Custom.GetHashCode(), same.GetHashCode());
        Assert.NotEqual(Custom, Custom with { RequiredRoles = null });
        Assert.NotEqual(Custom, Custom with { RequiredSteps = ["cash"] });
        Assert.NotEqual(Custom, Custom with { MinScore = 1 });
        Assert.NotEqual(Custom, Custom with { DropStale = true });
        Assert.NotEqual(Custom, Custom with { StrictScore = false });
        Assert.NotEqual(Custom, Custom with { SequentialClose = true });
        Assert.NotEqual(Custom, Custom with { AllowFutureEndDates = false });
        Assert.NotEqual(Custom, Custom with { SegregationOfDuties = true });
    }
}
