namespace Periods.Grains.Tests.Businesses;

/// <summary>What a policy demands of a close, and what force makes of it. January is open; Ann closes it, for a reason.</summary>
public sealed class CloseDemandRules
{
    private static readonly ClosePolicy Nothing = ClosePolicy.Default;

    private static readonly ClosePolicy Roles = Nothing with { RequiredRoles = [ReviewRole.Preparer, ReviewRole.Controller] };
    private static readonly ClosePolicy Steps = Nothing with { RequiredSteps = [Books.Cash, "inventory_count"] };
    private static readonly ClosePolicy Score = Nothing with { MinScore = 14.3m };

    public static TheoryData<string, ClosePolicy, string, RefusalCode?> Cases => new()
    {
        { "the default demands nothing", Nothing, "", null },
        { "the default's own roles, once named, are demanded", Nothing with { RequiredRoles = [ReviewRole.Preparer, ReviewRole.Reviewer] }, "preparer", RefusalCode.SignOffsMissing },
        { "no sign-off", Roles, "", RefusalCode.SignOffsMissing },
        { "one of two sign-offs", Roles, "preparer", RefusalCode.SignOffsMissing },
        { "the other role does not help", Roles, "preparer reviewer", RefusalCode.SignOffsMissing },
        { "all sign-offs", Roles, "preparer controller", null },
        { "no roles at all", Nothing with { RequiredRoles = [] }, "", null },
        { "no step", Steps, "", RefusalCode.StepsUnacknowledged },
        { "one of two steps", Steps, Books.Cash, RefusalCode.StepsUnacknowledged },
        { "all steps", Steps, $"{Books.Cash} inventory_count", null },
        { "below the score", Score, "", RefusalCode.ScoreBelowMinimum },
        { "at the score", Score, "preparer", null },
        { "a stale sign-off counts by default", Roles, "preparer controller report", null },
        { "a stale sign-off that does not count", Roles with { DropStale = true }, "preparer controller report", RefusalCode.SignOffsMissing },
        { "a fresh one counts", Roles with { DropStale = true }, "report preparer controller", null },
        { "a renewed one counts again", Roles with { DropStale = true }, "preparer report preparer controller", null },
        { "content that is back where it was", Roles with { DropStale = true }, "preparer controller report take-back", null },
        { "the unreported is left out of the score", Nothing with { RequiredSteps = [], MinScore = 100 }, "preparer reviewer", null },
        { "and counts nothing when strict", Nothing with { RequiredSteps = [], MinScore = 100, StrictScore = true }, "preparer reviewer", RefusalCode.ScoreBelowMinimum },
        { "steps before sign-offs", Roles with { RequiredSteps = Steps.RequiredSteps, MinScore = 100 }, "", RefusalCode.StepsUnacknowledged },
        { "sign-offs before the score", Roles with { MinScore = 100 }, "", RefusalCode.SignOffsMissing },
    };

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task A_close_is_refused_for_the_first_that_is_missing_and_force_passes_it_over(string @case, ClosePolicy policy, string done, RefusalCode? refusal)
    {
        var books = await Books.WithJanuary();
        await books.SetPolicy(policy);
        await Do(books, done);

        var (closed, refused) = await books.Close("2026-01-31");
        Assert.Equal(refusal, refused?.Code);
        if (refusal is not null)
        {
            Assert.Equal(RefusalCode.ForceNeedsReason, (await books.ForceClose("2026-01-31", " ")).Refusal!.Code);
            closed = (await books.ForceClose("2026-01-31")).Value;
        }
        Assert.Equal((PeriodStatus.Closed, refusal is not null), (closed!.Status, closed.Forced));
        Assert.NotNull(@case);
    }

    [Fact]
    public async Task Sequence_and_future_are_no_matter_of_force()
    {
        var books = await Books.WithJanuary();
        await books.SetPolicy(Nothing with { SequentialClose = true, AllowFutureEndDates = false, RequiredRoles = [ReviewRole.Partner] });
        await books.Create(Books.February, "2026-02-01", "2026-02-28");
        await books.Create(Books.Id(0x104), "2026-01-01", "2026-01-01");

        Assert.Equal(new Refusal(RefusalCode.EndDateInFuture, Books.Day("2026-02-10")), (await books.ForceClose("2026-02-28")).Refusal);
        books.Now = Books.At("2026-02-28T00:00:00Z");
        Assert.Equal(RefusalCode.EarlierPeriodOpen, (await books.ForceClose("2026-02-28")).Refusal!.Code);
        Assert.Equal(RefusalCode.SignOffsMissing, (await books.Close("2026-01-31")).Refusal!.Code);
        await books.ForceClose("2026-01-31");
        Assert.True((await books.ForceClose("2026-02-28")).Value!.Forced);
    }

    [Fact]
    public async Task Force_with_nothing_in_the_way_needs_no_reason_and_leaves_no_mark()
    {
        var books = await Books.WithJanuary();

        Assert.False((await books.ForceClose("2026-01-31", null)).Value!.Forced);
        Assert.Equal(RefusalCode.PeriodAlreadyClosed, (await books.ForceClose("2026-01-31")).Refusal!.Code);
    }

    [Fact]
    public async Task What_was_forced_stays_so_through_a_reopen_and_a_clean_close()
    {
        var books = await Books.WithJanuary();
        await books.SetPolicy(Roles with { RequiredSteps = [Books.Cash] });
        await books.ForceClose("2026-01-31");
        Assert.Equal("""{"reason":"month end","skipped":"steps, sign_offs"}""", System.Text.Encoding.UTF8.GetString(books.Journal.Of(EntityKey.ForPeriod(Books.Acme, Books.January))[^1].Data));
        Assert.True((await books.Reopen()).Value!.Forced);
        await books.SetPolicy(Nothing);

        Assert.True((await books.Close("2026-01-31")).Value!.Forced);
        Assert.True((await books.Restarted().Business().GetPeriod(Books.January)).Value!.Forced);
    }

    [Fact]
    public async Task A_period_made_by_its_close_is_held_to_the_policy_too()
    {
        var books = await Books.WithJanuary();
        await books.SetPolicy(Roles);

        Assert.Equal(RefusalCode.SignOffsMissing, (await books.Close("2026-02-09")).Refusal!.Code);
        Assert.True((await books.ForceClose("2026-02-09")).Value!.Forced);
    }

    [Fact]
    public async Task Zenskars_close_is_held_to_it_as_well()
    {
        var books = await Books.WithJanuary();
        await books.SetPolicy(Roles);

        Assert.Equal(RefusalCode.SignOffsMissing, (await books.Close("2026-01-31", ordered: true)).Refusal!.Code);
    }

    [Fact]
    public async Task One_user_does_not_sign_in_two_required_roles()
    {
        var books = await Books.WithJanuary();
        await books.Sign(ReviewRole.Preparer);
        await books.Sign(ReviewRole.Controller);
        await books.SetPolicy(Roles with { SegregationOfDuties = true });

        // What Ann holds from before the policy she keeps and may renew, but it does not close.
        Assert.Null((await books.Sign(ReviewRole.Controller)).Refusal);
        Assert.Equal(RefusalCode.DutiesNotSegregated, (await books.Close("2026-01-31")).Refusal!.Code);
        await books.Revoke(ReviewRole.Controller);
        Assert.Equal(RefusalCode.DutiesNotSegregated, (await books.Sign(ReviewRole.Controller)).Refusal!.Code);
        Assert.Null((await books.Sign(ReviewRole.Partner)).Refusal);
        Assert.Null((await books.Sign(ReviewRole.Controller, Books.Bob)).Refusal);
        Assert.Equal(RefusalCode.DutiesNotSegregated, (await books.Sign(ReviewRole.Preparer, Books.Bob)).Refusal!.Code);
        Assert.NotNull((await books.Close("2026-01-31")).Value);
    }

    [Fact]
    public async Task Where_stale_sign_offs_do_not_count_nobody_holds_a_role_by_one()
    {
        var books = await Books.WithJanuary();
        await books.Sign(ReviewRole.Preparer);
        await books.Sign(ReviewRole.Controller);
        await books.SetPolicy(Roles with { SegregationOfDuties = true, DropStale = true });
        Assert.Equal(RefusalCode.DutiesNotSegregated, (await books.Close("2026-01-31")).Refusal!.Code);
        await books.Report(10);

        // Of what Ann held she signs one role anew, and then not the other.
        Assert.Null((await books.Sign(ReviewRole.Controller)).Refusal);
        Assert.Equal(RefusalCode.DutiesNotSegregated, (await books.Sign(ReviewRole.Preparer)).Refusal!.Code);
        Assert.Equal(RefusalCode.SignOffsMissing, (await books.Close("2026-01-31")).Refusal!.Code);
        Assert.Null((await books.Sign(ReviewRole.Preparer, Books.Bob)).Refusal);
        Assert.NotNull((await books.Close("2026-01-31")).Value);
    }

    [Fact]
    public async Task Who_signed_in_a_role_that_is_not_required_signs_in_one_that_is()
    {
        var books = await Books.WithJanuary();
        await books.SetPolicy(Roles with { SegregationOfDuties = true });
        await books.Sign(ReviewRole.Partner);

        Assert.Null((await books.Sign(ReviewRole.Preparer)).Refusal);
        Assert.Equal(RefusalCode.DutiesNotSegregated, (await books.Sign(ReviewRole.Controller)).Refusal!.Code);
        await books.Sign(ReviewRole.Controller, Books.Bob);
        Assert.NotNull((await books.Close("2026-01-31")).Value);
    }

    [Fact]
    public async Task Who_signed_in_two_required_roles_is_named_in_one_order()
    {
        var books = await Books.WithJanuary();
        for (var user = 1; user <= 5; user++)
            foreach (var role in Roles.RequiredRoles!) await books.Sign(role, Books.Id(user));
        await books.SetPolicy(Roles with { SegregationOfDuties = true });

        var duties = (await books.Period().CheckReadiness()).Value!.Demands.Single(check => check.Refusal == RefusalCode.DutiesNotSegregated);

        Assert.Equal(Enumerable.Range(1, 5).Select(user => Books.Id(user).ToString()), duties.Outstanding);
    }

    [Fact]
    public async Task What_is_fresh_when_a_policy_begins_to_leave_out_the_stale_counts()
    {
        var books = await Books.WithJanuary();
        await books.Sign(ReviewRole.Preparer);
        await books.Report(10);
        await books.Sign(ReviewRole.Controller);

        await books.SetPolicy(Roles with { DropStale = true });

        Assert.Equal(["preparer"], (await books.Period().CheckReadiness()).Value!.Demands.Single(check => check.Refusal == RefusalCode.SignOffsMissing).Outstanding);
    }

    [Fact]
    public async Task A_bulk_lock_closes_by_force_in_the_order_of_dates()
    {
        var books = await Books.WithJanuary();
        await books.SetPolicy(Roles with { SequentialClose = true, AllowFutureEndDates = false });
        await books.Create(Books.February, "2026-02-01", "2026-02-09");
        await books.Create(Books.March, "2026-03-01", "2026-03-31");

        Assert.Equal([new(Books.February, RefusalCode.EarlierPeriodOpen)], (await books.BulkLock(null, Books.February)).Value!.Skipped);
        var result = (await books.BulkLock(null, Books.March, Books.February, Books.January)).Value!;

        Assert.Equal([Books.February, Books.January], result.Locked);
        Assert.Equal([new(Books.March, RefusalCode.EndDateInFuture)], result.Skipped);
        Assert.True((await books.Business().GetPeriod(Books.January)).Value!.Forced);
    }

    private static async Task Do(Books books, string done)
    {
        foreach (var act in done.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            var refusal = act switch
            {
                "report" => (await books.Report(10)).Refusal,
                "take-back" => (await books.Report(null)).Refusal,
                "preparer" => (await books.Sign()).Refusal,
                "reviewer" => (await books.Sign(ReviewRole.Reviewer)).Refusal,
                "controller" => (await books.Sign(ReviewRole.Controller)).Refusal,
                _ => (await books.Acknowledge(act)).Refusal,
            };
            Assert.Null(refusal);
        }
    }
}
