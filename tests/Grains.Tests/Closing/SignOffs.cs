using Periods.Grains.Closing;
using Periods.Grains.Scoring;

namespace Periods.Grains.Tests.Closing;

/// <summary>What a sign-off attests, and for how long.</summary>
public sealed class SignOffs
{
    [Fact]
    public async Task A_sign_off_is_stale_while_the_content_is_another_and_fresh_when_it_is_back()
    {
        var books = await Books.WithJanuary();
        await books.Report(10);
        await books.Sign();
        Assert.False((await books.TheSignOff()).Stale);

        foreach (var (change, back) in new (Func<Task>, Func<Task>)[]
        {
            (async () => await books.Report(11), async () => await books.Report(10)),
            (async () => await books.Report(null), async () => await books.Report(10)),
            (async () => await books.Report(10, unreviewed: 1), async () => await books.Report(10)),
            (async () => await books.Acknowledge(), async () => await books.Withdraw()),
            (async () => await Anomalies(books, new(0, 0, 1)), async () => await Anomalies(books, null)),
        })
        {
            await change();
            Assert.True((await books.TheSignOff()).Stale);
            await back();
            Assert.False((await books.TheSignOff()).Stale);
        }
    }

    public static TheoryData<string, CloseInputs> OtherInputs => new()
    {
        { "transactions", Reported with { TransactionCount = 11 } },
        { "unreviewed", Reported with { UnreviewedCount = 5 } },
        { "uncategorized", Reported with { UncategorizedCount = 4 } },
        { "accounts", Reported with { Reconciliations = new(9, 7) } },
        { "accounts completed", Reported with { Reconciliations = new(8, 6) } },
        { "high anomalies", Reported with { Anomalies = new(2, 2, 3) } },
        { "medium anomalies", Reported with { Anomalies = new(1, 3, 3) } },
        { "low anomalies", Reported with { Anomalies = new(1, 2, 4) } },
    };

    private static CloseInputs Reported => new(10, 4, 3, new(Required: 8, Completed: 7), new(High: 1, Medium: 2, Low: 3));

    [Theory]
    [MemberData(nameof(OtherInputs))]
    public async Task Every_count_that_was_reported_is_attested(string other, CloseInputs inputs)
    {
        var books = await Books.WithJanuary();
        await All(books, Reported);
        await books.Sign();

        await All(books, inputs);
        Assert.True((await books.TheSignOff()).Stale, other);

        await All(books, Reported);
        Assert.False((await books.TheSignOff()).Stale, other);
    }

    [Fact]
    public async Task Entries_are_attested_one_by_one_and_not_only_how_many_there_are()
    {
        var (rent, light) = (await Signed("rent"), await Signed("light"));

        Assert.Equal(rent.StateHash, (await Signed("rent")).StateHash);
        Assert.NotEqual(rent.StateHash, light.StateHash);

        static async Task<SignOffView> Signed(string description)
        {
            var books = await Books.WithJanuary();
            await books.Post("2026-01-15", Books.Id(7), description: description);
            return (await books.Sign()).Value!;
        }
    }

    [Fact]
    public async Task A_step_that_a_new_policy_takes_off_the_checklist_was_attested_too()
    {
        var books = await Books.WithJanuary();
        await books.Acknowledge(Books.Cash);
        await books.Sign();

        await books.SetPolicy(ClosePolicy.Default with { MinScore = 1 });
        Assert.False((await books.TheSignOff()).Stale);

        await books.SetPolicy(ClosePolicy.Default with { RequiredSteps = [Books.TrialBalance] });
        Assert.True((await books.TheSignOff()).Stale);
    }

    [Fact]
    public async Task They_are_listed_in_the_order_in_which_they_were_first_given()
    {
        var books = await Books.WithJanuary();
        await books.Period().SignOff(new(Books.By(), Books.Id(9), ReviewRole.Preparer, null));
        books.Now += TimeSpan.FromHours(1);
        await books.Period().SignOff(new(Books.By(Books.Bob), Books.Id(8), ReviewRole.Reviewer, null));
        await books.Period().SignOff(new(Books.By(Books.Bob), Books.Id(7), ReviewRole.Preparer, null));
        books.Now += TimeSpan.FromHours(1);
        await books.Sign();

        Assert.Equal([Books.Id(9), Books.Id(7), Books.Id(8)], (await books.Period().ListSignOffs()).Value!.Items.Select(signOff => signOff.Id));
    }

    [Fact]
    public async Task Those_of_one_moment_are_listed_by_their_ids()
    {
        var books = await Books.WithJanuary();
        for (var n = 16; n >= 1; n--) await books.Period().SignOff(new(Books.By(Books.Id(0x1000 + n * 7 % 17)), Books.Id(n), ReviewRole.Preparer, null));

        Assert.Equal(Enumerable.Range(1, 16).Select(Books.Id), (await books.Period().ListSignOffs()).Value!.Items.Select(signOff => signOff.Id));
    }

    [Fact]
    public async Task In_a_period_full_of_them_those_who_have_signed_sign_again()
    {
        var (books, stamp) = (await Books.WithJanuary(), new Stamp(Books.At("2026-02-10T12:00:00Z"), Books.Ann));
        var entry = new SignOffEntry(Books.Id(1), null, 0, "", stamp.At, stamp.At);
        var signers = Enumerable.Range(1, Limits.SignOffsPerPeriodMax - 1).Select(n => new Signer(Books.Id(0x20000 + n), ReviewRole.Preparer));
        var full = (await books.Resident()).State with { SignOffs = signers.Append(new(Books.Ann, ReviewRole.Preparer)).ToImmutableDictionary(signer => signer, _ => entry) };

        Assert.Equal(RefusalCode.TooManySignOffs, Decided(ReviewRole.Reviewer).Refusal!.Code);
        Assert.IsType<SignedOff>(Assert.Single(Decided(ReviewRole.Preparer).Events));

        Decision<PeriodEvent> Decided(ReviewRole role) => PeriodRules.SignOff(full, new(Books.By(), Books.Id(2), role, null), stamp);
    }

    [Fact]
    public async Task Whoever_signed_for_a_step_that_was_done_did_not_sign_for_one_that_is_waived()
    {
        var books = await Books.WithJanuary();
        await books.Acknowledge();
        await books.Sign();

        await books.Acknowledge(notes: "not this month", waived: true);
        Assert.True((await books.TheSignOff()).Stale);
        await books.Acknowledge();
        Assert.False((await books.TheSignOff()).Stale);
    }

    [Fact]
    public async Task A_period_has_room_for_so_many_notes_and_who_says_less_makes_some()
    {
        var books = await Books.WithJanuary();
        var note = new string('n', Limits.NotesLengthMax);
        const int Fit = Limits.SignOffNotesPerPeriodMax / Limits.NotesLengthMax;
        for (var n = 1; n <= Fit; n++) Assert.Null((await books.Sign(by: Signer(n), notes: note)).Refusal);

        foreach (var now in new[] { books, books.Restarted() })
        {
            Assert.Equal(RefusalCode.TooManySignOffs, (await now.Sign(by: Books.Bob, notes: "x")).Refusal?.Code);
            Assert.Null((await now.Sign(by: Books.Bob)).Refusal);
            Assert.Null((await now.Sign(by: Signer(1), notes: note)).Refusal);
        }
        await books.Sign(by: Signer(1), notes: "x");
        await books.Revoke(by: Signer(2));
        Assert.Null((await books.Sign(by: Books.Bob, notes: note)).Refusal);

        static Guid Signer(int n) => Books.Id(0x1000 + n);
    }

    [Fact]
    public async Task Whoever_says_more_than_before_needs_room_only_for_what_is_more()
    {
        var books = await Books.WithJanuary();
        var note = new string('n', Limits.NotesLengthMax);
        const int Fit = Limits.SignOffNotesPerPeriodMax / Limits.NotesLengthMax;
        for (var n = 2; n <= Fit; n++) await books.Sign(by: Books.Id(0x1000 + n), notes: note);
        await books.Sign(notes: note[1..]);
        Assert.Equal(RefusalCode.TooManySignOffs, (await books.Sign(by: Books.Bob, notes: "xx")).Refusal?.Code);

        Assert.Null((await books.Sign(notes: note)).Refusal);
        Assert.Equal(RefusalCode.TooManySignOffs, (await books.Sign(by: Books.Bob, notes: "x")).Refusal?.Code);
    }

    [Fact]
    public async Task Notes_other_signatures_and_a_close_change_no_content()
    {
        var books = await Books.WithJanuary();
        await books.Acknowledge();
        await books.Sign();

        await books.Acknowledge(notes: "looked again");
        await books.Sign(ReviewRole.Preparer, Books.Bob);
        await books.Revoke(ReviewRole.Preparer, Books.Bob);
        await books.Close("2026-01-31");
        await books.Lock();

        Assert.False((await books.TheSignOff()).Stale);
    }

    [Fact]
    public async Task The_order_of_acknowledging_changes_neither_the_content_nor_the_list()
    {
        var books = await Books.WithJanuary();
        await books.Acknowledge(Books.TrialBalance);
        await books.Acknowledge(Books.Cash);
        await books.Sign();
        await books.Withdraw(Books.Cash);
        await books.Withdraw(Books.TrialBalance);

        await books.Acknowledge(Books.Cash);
        await books.Acknowledge(Books.TrialBalance);

        Assert.False((await books.TheSignOff()).Stale);
        Assert.Equal([Books.Cash, Books.TrialBalance], (await books.Period().ListAcknowledgements()).Value!.Items.Select(ack => ack.StepId));
    }

    [Fact]
    public async Task After_a_reopen_a_sign_off_stays_stale_until_it_is_renewed()
    {
        var books = await Books.WithJanuary();
        await books.Sign();
        await books.Close("2026-01-31");
        await books.Reopen();
        Assert.True((await books.TheSignOff()).Stale);

        await books.Close("2026-01-31");
        Assert.True((await books.TheSignOff()).Stale);
        await books.Reopen();
        Assert.True((await books.TheSignOff()).Stale);

        Assert.False((await books.Sign()).Value!.Stale);
        Assert.False((await books.TheSignOff()).Stale);
    }

    [Fact]
    public async Task A_stale_sign_off_still_counts()
    {
        var books = await Books.WithJanuary();
        await books.Sign();
        await books.Close("2026-01-31");

        await books.Reopen();

        Assert.Equal(14.3m, (await books.Score()).Score);
    }

    [Fact]
    public async Task Signing_again_keeps_id_and_birth_and_renews_the_rest()
    {
        var books = await Books.WithJanuary();
        var first = (await books.Sign(notes: "draft")).Value!;
        await books.Acknowledge();
        books.Now += TimeSpan.FromHours(3);

        var again = (await books.Sign(notes: "final")).Value!;

        Assert.Equal((first.Id, first.CreatedAt), (again.Id, again.CreatedAt));
        Assert.Equal(("final", books.Now, books.Now), (again.Notes, again.SignedAt, again.UpdatedAt));
        Assert.Equal((0m, 28.6m), (first.SnapshotScore, again.SnapshotScore));
        Assert.NotEqual(first.StateHash, again.StateHash);
        Assert.Equal(again, await books.TheSignOff());
    }

    [Fact]
    public async Task Signing_again_what_did_not_change_attests_it_still()
    {
        var books = await Books.WithJanuary();
        var first = (await books.Sign(notes: "draft")).Value!;

        var again = (await books.Sign(notes: "final")).Value!;

        Assert.Equal((first.StateHash, false, "final"), (again.StateHash, again.Stale, again.Notes));
        await books.Acknowledge();
        Assert.True((await books.TheSignOff())!.Stale);
    }

    [Fact]
    public async Task Signing_after_a_revoke_is_a_new_sign_off()
    {
        var books = await Books.WithJanuary();
        var first = (await books.Sign()).Value!;
        await books.Revoke();
        books.Now += TimeSpan.FromHours(3);

        var anew = (await books.Sign()).Value!;

        Assert.NotEqual(first.Id, anew.Id);
        Assert.Equal(books.Now, anew.CreatedAt);
    }

    [Fact]
    public async Task Acknowledging_again_keeps_id_and_birth_and_renews_the_notes()
    {
        var books = await Books.WithJanuary();
        var first = (await books.Acknowledge(notes: "draft")).Value!;
        books.Now += TimeSpan.FromHours(3);

        var again = (await books.Acknowledge(notes: "final")).Value!;

        Assert.Equal(first with { Notes = "final", UpdatedAt = books.Now }, again);
    }

    private static async Task All(Books books, CloseInputs inputs) => Assert.NotNull((await books.Period().ReportInputs(new(
        Books.By(), new(true, inputs.TransactionCount), new(true, inputs.UnreviewedCount), new(true, inputs.UncategorizedCount),
        new(true, inputs.Reconciliations), new(true, inputs.Anomalies)))).Value);

    private static async Task Anomalies(Books books, Anomalies? open) =>
        Assert.NotNull((await books.Period().ReportInputs(new(Books.By(), default, default, default, default, new(true, open)))).Value);
}
