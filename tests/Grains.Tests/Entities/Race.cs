using System.Collections.Concurrent;
using System.Text;
using Periods.Grains.Businesses;
using Periods.Grains.Closing;

namespace Periods.Grains.Tests.Entities;

/// <summary>Many at once, on one silo or two, over a journal that commits when it likes and fails now and then. The seed is in every failure.</summary>
public sealed class Race
{
    private static readonly (Guid Id, string Start, string End)[] Months =
        [(Books.January, "2026-01-01", "2026-01-31"), (Books.February, "2026-02-01", "2026-02-28"), (Books.March, "2026-03-01", "2026-03-31")];

    public static TheoryData<int, int, int> Runs
    {
        get
        {
            var runs = new TheoryData<int, int, int>();
            for (var seed = 1; seed <= 8; seed++) runs.Add(seed, seed % 2 + 1, seed % 4 < 2 ? 0 : 5);
            return runs;
        }
    }

    [Theory]
    [MemberData(nameof(Runs))]
    public async Task Whatever_the_order_the_journal_holds_what_was_acknowledged_and_nothing_else(int seed, int silos, int faultPercent)
    {
        var journal = new TestJournal(parallel: true);
        var books = Enumerable.Range(0, silos).Select(_ => new Books(journal)).ToArray();
        await books[0].CreateBusiness();
        foreach (var (id, start, end) in Months) await books[0].Create(id, start, end);
        journal.Holds = true;
        var chance = new Random(seed);
        journal.NextFault = () => chance.Next(100) >= faultPercent ? Fault.None : (Fault)chance.Next(1, 4);
        using var queued = new SemaphoreSlim(0);
        journal.Queued = () => queued.Release();

        var told = new ConcurrentDictionary<string, Refusal?>();
        var tasks = Enumerable.Range(0, 64).Select(n => Task.Run(() => Work(books[n % silos], seed * 1_000 + n, told))).ToArray();
        var all = Task.WhenAll(tasks);
        var pace = new Random(-seed);
        while (!all.IsCompleted)
        {
            for (var n = pace.Next(1, 12); n > 0 && journal.Release(); n--)
            {
            }
            if (journal.Waiting == 0) await Task.WhenAny(all, queued.WaitAsync());
        }
        await all;
        journal.NextFault = () => Fault.None;
        journal.ReleaseAll();

        try
        {
            Acknowledged_is_written_once_and_refused_never(journal, told);
            await Resident_is_what_the_journal_says(journal, books);
        }
        catch (Exception e)
        {
            throw new InvalidOperationException($"seed {seed}, {silos} silos, {faultPercent} % faults: {e.Message}", e);
        }
    }

    private static async Task Work(Books books, int seed, ConcurrentDictionary<string, Refusal?> told)
    {
        var random = new Random(seed);
        for (var n = 0; n < 25; n++)
        {
            var (period, _, end) = Months[random.Next(Months.Length)];
            var role = (ReviewRole)random.Next(4);
            var key = Books.Key($"{seed}/{n}");
            var user = Books.Id(1 + seed % 7);
            told[key.Value] = random.Next(12) switch
            {
                0 => (await books.Close(end, key: key)).Refusal,
                1 => (await books.Reopen(period, key)).Refusal,
                2 => (await books.Lock(period, key)).Refusal,
                3 or 4 => (await books.Revoke(role, user, key, period)).Refusal,
                5 => (await books.Acknowledge(random.Next(2) == 0 ? Books.Cash : Books.TrialBalance, key, period: period)).Refusal,
                6 => (await books.Withdraw(Books.Cash, key, period)).Refusal,
                // A number nobody else reports, so that it is never "already done".
                7 => (await books.Post(end, key: key)).Refusal,
                8 => (await books.Report(1_000_000 + seed * 100 + n, n, key, period)).Refusal,
                _ => (await books.Sign(role, user, key, period: period)).Refusal,
            };
        }
    }

    private static void Acknowledged_is_written_once_and_refused_never(TestJournal journal, ConcurrentDictionary<string, Refusal?> told)
    {
        var written = journal.Commits
            .SelectMany(parts => parts.SelectMany(p => p.Events).Select(e => e.CommandId).OfType<string>().Distinct())
            .GroupBy(id => id).ToDictionary(g => g.Key, g => g.Count());
        Assert.Equal(64 * 25, told.Count);
        foreach (var (key, refusal) in told)
        {
            var times = written.GetValueOrDefault(key);
            if (refusal is null) Assert.True(times == 1, $"{key} was acknowledged and is written {times} times");
            else if (refusal.Code == RefusalCode.StorageUnavailable) Assert.True(times <= 1, $"{key} may have happened once, and is written {times} times");
            else Assert.True(times == 0, $"{key} was refused with {refusal.Code} and is written");
        }
        Assert.True(told.Values.Count(r => r is null) > 200);
    }

    /// <summary>A silo that is not the only one may lag, but never disagrees.</summary>
    private static async Task Resident_is_what_the_journal_says(TestJournal journal, Books[] books)
    {
        var businesses = new BusinessModel();
        var periods = new PeriodModel(books[0]);
        foreach (var silo in books)
        {
            Compare(journal, businesses, await silo.Map.Get(EntityKey.ForBusiness(Books.Acme), businesses), books.Length == 1);
            foreach (var (id, _, _) in Months) Compare(journal, periods, await silo.Resident(id), books.Length == 1);
        }
        foreach (var (id, _, _) in Months)
        {
            var fresh = books[0].Restarted();
            Assert.Equal((await fresh.Business().GetPeriod(id)).Value!.Status, (await fresh.Resident(id)).State.Status);
        }
    }

    /// <summary>Folds the journal alone; versions and chain are verified on the way.</summary>
    private static void Compare<TState, TEvent>(TestJournal journal, EntityModel<TState, TEvent> model, Entity<TState, TEvent> resident, bool alone)
        where TState : class
        where TEvent : class
    {
        var state = model.Initial(resident.Key);
        var head = EntityHead.None;
        var compared = false;
        foreach (var e in journal.Of(resident.Key))
        {
            Assert.True(EventChain.Follows(resident.Key, head, e), $"{resident.Key} breaks at {e.Version}");
            state = model.Fold(state, e);
            head = new(e.Version, e.Hash);
            if (e.Version != resident.Head.Version) continue;
            compared = true;
            Assert.Equal(Text(model, state), Text(model, resident.State));
        }
        Assert.True(compared, $"{resident.Key} is resident at a version the journal does not have");
        if (alone) Assert.Equal(head.Version, resident.Head.Version);
    }

    private static string Text<TState, TEvent>(EntityModel<TState, TEvent> model, TState state)
        where TState : class
        where TEvent : class => Encoding.UTF8.GetString(model.EncodeState(state));
}
