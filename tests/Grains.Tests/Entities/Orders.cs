namespace Periods.Grains.Tests.Entities;

/// <summary>
/// Commands sent all at once to two silos over one journal that commits when the seed says. What they answer, and what is there in the end, must be
/// what one of the orders gives in which one silo takes them one after the other.
/// </summary>
public sealed class Orders
{
    private const int Interleavings = 1_000;

    /// <summary>A command, and its answer in short.</summary>
    private sealed record Step(string Name, Func<Books, Task<string>> Send);

    private static readonly Step Bulk = new("bulk-lock", async books => await books.BulkLock(null, Books.January, Books.February, Books.March) switch
    {
        { Value: { } result } => $"{string.Join(',', result.Locked.Select(id => $"{id}"[^3..]))} not {string.Join(',', result.Skipped.Select(s => $"{s.PeriodId}"[^3..] + s.Reason))}",
        var refused => Refused(refused.Refusal),
    });

    private static readonly Step[] BulkLockAgainstReopen =
    [
        Bulk,
        Bulk,
        new("reopen January", async books => Status(await books.Reopen(Books.January))),
        new("reopen February", async books => Status(await books.Reopen(Books.February))),
        new("close March", async books => Status(await books.Close("2026-03-31"))),
    ];

    private static readonly Step[] SignOffsAgainstLock =
    [
        new("sign", async books => Signed(await books.Sign(ReviewRole.Reviewer, Books.Bob))),
        new("sign again", async books => Signed(await books.Sign())),
        new("revoke", async books => Refused((await books.Revoke()).Refusal)),
        new("lock", async books => Status(await books.Lock())),
        new("reopen", async books => Status(await books.Reopen())),
    ];

    private static readonly Step[] EntriesAgainstClose =
    [
        new("post", async books => Posted(await books.Post("2026-01-15", Books.Id(0xE1)))),
        new("post the same", async books => Posted(await books.Post("2026-01-15", Books.Id(0xE1)))),
        new("post another", async books => Posted(await books.Post("2026-01-16", Books.Id(0xE2)))),
        new("close", async books => Status(await books.Close("2026-01-31"))),
        new("sign", async books => Signed(await books.Sign())),
    ];

    [Fact]
    public Task Entries_and_a_close_happen_in_one_order() => Explained(EntriesAgainstClose, books => Task.CompletedTask);

    [Fact]
    public Task Bulk_locks_and_reopens_happen_in_one_order() => Explained(BulkLockAgainstReopen, async books =>
    {
        await books.Create(Books.February, "2026-02-01", "2026-02-28");
        await books.Create(Books.March, "2026-03-01", "2026-03-31");
        await books.Close("2026-01-31");
        await books.Lock();
        await books.Close("2026-02-28");
    });

    [Fact]
    public Task Sign_offs_and_a_lock_happen_in_one_order() => Explained(SignOffsAgainstLock, async books =>
    {
        await books.Sign();
        await books.Close("2026-01-31");
    });

    private static async Task Explained(Step[] steps, Func<Books, Task> prepare)
    {
        var allowed = new HashSet<string>();
        foreach (var order in Permutations(Enumerable.Range(0, steps.Length).ToArray()))
        {
            var books = await Books.WithJanuary();
            await prepare(books);
            var answers = new string[steps.Length];
            foreach (var n in order) answers[n] = await steps[n].Send(books);
            allowed.Add(await Told(steps, answers, books));
        }

        var seen = new HashSet<string>();
        for (var seed = 1; seed <= Interleavings; seed++)
        {
            var told = await AtOnce(steps, prepare, new Random(seed));
            Assert.True(allowed.Contains(told), $"seed {seed}: no order gives\n{told}");
            seen.Add(told);
        }
        Assert.True(seen.Count > 3, "The interleavings are all the same");
    }

    private static async Task<string> AtOnce(Step[] steps, Func<Books, Task> prepare, Random chance)
    {
        var journal = new TestJournal(parallel: true);
        Books[] silos = [new(journal), new(journal)];
        await silos[0].CreateBusiness();
        await silos[0].Create(Books.January, "2026-01-01", "2026-01-31");
        await prepare(silos[0]);
        var order = Enumerable.Range(0, steps.Length).ToArray();
        chance.Shuffle(order);
        var answers = new string[steps.Length];
        var silo = Array.ConvertAll(order, _ => silos[chance.Next(2)]);
        await Interleaving.Run(journal, chance, order.Select((n, i) => (Func<Task>)(async () => answers[n] = await steps[n].Send(silo[i]))));
        return await Told(steps, answers, silos[0].Restarted());
    }

    private static async Task<string> Told(Step[] steps, string[] answers, Books books)
    {
        var calendar = (await books.Business().ListPeriods(new(null, PeriodSort.PeriodStart, false, 10, null, false))).Value!.Items;
        var signed = (await books.Period().ListSignOffs()).Value!.Items;
        return string.Join('\n', [
            .. steps.Select((step, n) => $"{step.Name}: {answers[n]}"),
            string.Join(' ', calendar.Select(p => p.Status)),
            string.Join(' ', signed.Select(s => $"{s.Role} {s.Stale}").Order())]);
    }

    private static string Status(Outcome<PeriodView> outcome) => outcome.Value is { } period ? $"{period.Status}" : Refused(outcome.Refusal);

    private static string Signed(Outcome<SignOffView> outcome) =>
        outcome.Value is { } signed ? $"{signed.SnapshotScore} {signed.CloseScore} {signed.Stale}" : Refused(outcome.Refusal);

    private static string Posted(Outcome<EntryReceipt> outcome) => outcome.Value is { } receipt ? $"in {receipt.PeriodId}" : Refused(outcome.Refusal);

    private static string Refused(Refusal? refusal) => refusal is null ? "done" : $"{refusal.Code}";

    private static IEnumerable<int[]> Permutations(int[] of)
    {
        if (of.Length == 0) yield return [];
        foreach (var first in of)
            foreach (var rest in Permutations([.. of.Where(n => n != first)])) yield return [first, .. rest];
    }
}
