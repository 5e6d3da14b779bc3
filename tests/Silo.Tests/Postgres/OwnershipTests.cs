using System.Diagnostics;
using Microsoft.Extensions.Logging;
using Periods.Gateway.Tests.Running;
using Periods.Grains.Journal;
using Periods.Silo.Journals;
using Periods.Silo.Postgres;
using Periods.Silo.Tests.Journals;

namespace Periods.Silo.Tests.Postgres;

/// <summary>One process that has the journal for itself: nobody writes beside it, and it knows what is the last event without asking. On a cluster of their own, because commits hang there.</summary>
public sealed partial class OwnershipTests(PostgresFixture postgres) : IClassFixture<PostgresFixture>, IDisposable
{
    private readonly string _database = postgres.Cluster.NewDatabase();
    private readonly TempFolder _folder = new();
    private readonly KeptLog _log = new();

    private string File => _folder.File("folder/periods.owner");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task An_owner_knows_its_heads_without_asking_and_no_others()
    {
        await using var journal = await Owned();
        var (pen, loaded) = (EntityPen.New(), EntityPen.New());
        Assert.Equal(AppendResult.Appended, await journal.Append([pen.Part("one"), loaded.Part("one")]));
        var first = pen.Head;
        Assert.Equal(AppendResult.Appended, await journal.Confirm(pen.Key, first));
        Assert.True(KnowsLast(journal, pen));
        await journal.Load(loaded.Key);
        Assert.True(KnowsLast(journal, loaded));

        Assert.Equal(AppendResult.Appended, await journal.Append([pen.Part("two")]));

        Assert.True(KnowsLast(journal, pen));
        Assert.Equal(AppendResult.Conflict, await journal.Confirm(pen.Key, first));
        Assert.Equal(AppendResult.Conflict, await journal.Confirm(pen.Key, pen.Head with { Hash = first.Hash }));
        Assert.Equal(AppendResult.Appended, await journal.Confirm(EntityPen.New().Key, EntityHead.None));
    }

    [Fact]
    public async Task What_is_under_way_is_asked_about()
    {
        await using var journal = await Owned();
        var pen = EntityPen.New();
        Assert.Equal(AppendResult.Appended, await journal.Append([pen.Part("one")]));
        Assert.True(await ComesToKnowLast(journal, pen));
        await using var held = await HeldLock.On(_database, "periods.event", "ACCESS EXCLUSIVE");
        var head = pen.Head;
        var append = journal.Append([pen.Part("two")]);

        var asked = journal.Confirm(pen.Key, head);

        Assert.False(asked.IsCompleted);
        await held.DisposeAsync();
        Assert.Equal(AppendResult.Appended, await append);
        await asked;
        await Waits(() => ComesToKnowLast(journal, pen));
    }

    [Fact]
    public async Task Without_an_owner_every_silo_asks()
    {
        await using var journal = await PostgresJournal.Open(_database, TimeProvider.System);
        var pen = EntityPen.New();
        Assert.Equal(AppendResult.Appended, await journal.Append([pen.Part("one")]));
        Assert.False(KnowsLast(journal, pen));
    }

    [Fact]
    public void Whoever_cannot_keep_the_file_on_disk_owns_nothing()
    {
        Directory.CreateDirectory(Path.GetDirectoryName(File)!);
        // It takes what is written, and cannot be flushed.
        System.IO.File.CreateSymbolicLink($"{File}.new", "/dev/null");

        Assert.Equal($"{File} cannot say who owns the journal: Invalid argument", Assert.Throws<JournalOpenException>(() => OwnershipFile.Take(File)).Message);

        Assert.False(Path.Exists(File));
    }

    [Fact]
    public async Task Nobody_else_opens_a_journal_that_has_an_owner()
    {
        await using (await Owned())
        {
            Assert.Equal($"{File} is in use by another process.", (await Refused(() => Owned())).Message);
            await IsRefusedToOthers();
        }
        // Also when the owner is away: it may be cut off.
        await IsRefusedToOthers();
        await using var again = await Owned();
        Assert.True(await again.Append([EntityPen.New().Part("again")]) == AppendResult.Appended);
    }

    [Fact]
    public async Task Who_moves_the_file_moves_the_ownership()
    {
        var pen = EntityPen.New();
        await using (var journal = await Owned()) Assert.Equal(AppendResult.Appended, await journal.Append([pen.Part("here")]));
        var moved = _folder.File("moved");
        System.IO.File.Move(File, moved);

        await using var there = await Owned(moved);

        Assert.Single((await there.Load(pen.Key)).Events);
        await Waits(() => ComesToKnowLast(there, pen));
        Assert.Contains("belongs to one process", (await Refused(() => Owned())).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_journal_that_others_write_to_gets_no_owner()
    {
        await using (var other = await PostgresJournal.Open(_database, TimeProvider.System))
        {
            Assert.Equal(AppendResult.Appended, await other.Append([EntityPen.New().Part("other")]));
            Assert.Contains(" is in use by other silos (1 sessions write to it): end them first.", (await Refused(() => Owned())).Message, StringComparison.Ordinal);
            Assert.Equal(0, Sql.Number(_database, "SELECT count(*) FROM periods.ownership"));
            Assert.Equal(AppendResult.Appended, await other.Append([EntityPen.New().Part("other")]));
        }
        await using var journal = await Owned();
    }

    [Fact]
    public async Task Who_writes_to_another_journal_on_the_same_server_is_in_nobodys_way()
    {
        await using var other = await PostgresJournal.Open(postgres.Cluster.NewDatabase(), TimeProvider.System);
        Assert.Equal(AppendResult.Appended, await other.Append([EntityPen.New().Part("other")]));

        await using var journal = await Owned();

        var pen = EntityPen.New();
        Assert.Equal(AppendResult.Appended, await journal.Append([pen.Part("one")]));
        Assert.True(await ComesToKnowLast(journal, pen));
    }

    [Fact]
    public async Task A_silo_that_was_cut_off_before_does_not_write_beside_the_owner_when_it_is_back()
    {
        await using var other = await PostgresJournal.Open(_database, TimeProvider.System);
        var pen = EntityPen.New();
        Assert.Equal(AppendResult.Appended, await other.Append([pen.Part("before")]));
        CutOff();

        await using var journal = await Owned();
        var behind = pen.Twin();

        // However often it tries.
        for (var since = Stopwatch.StartNew(); since.Elapsed < TimeSpan.FromSeconds(2);)
            Assert.NotEqual(AppendResult.Appended, await other.Append([behind.Twin().Part("beside")]));
        Assert.Single((await journal.Load(pen.Key)).Events);
        Assert.False(other.IsAvailable);
        Assert.Equal(AppendResult.Appended, await journal.Append([pen.Part("owner")]));
        Assert.True(KnowsLast(journal, pen));
        // And what it reads it asks about.
        Assert.Equal(AppendResult.Conflict, await other.Confirm(pen.Key, behind.Head));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task Of_a_silo_that_takes_a_lane_while_another_becomes_the_owner_one_gets_its_way(int seed)
    {
        var random = new Random(seed);
        for (var round = 0; round < 15; round++)
        {
            await using var other = await PostgresJournal.Open(_database, TimeProvider.System);
            var pen = EntityPen.New();
            var owning = Task.Run(() => Owned());
            for (var (since, start) = (Stopwatch.StartNew(), TimeSpan.FromMilliseconds(random.Next(120))); since.Elapsed < start;) await Task.Yield();
            var isFirst = await other.Append([pen.Part("other")]) == AppendResult.Appended;
            if (isFirst)
            {
                // Who wants to be the owner waits for that silo to go.
                for (var i = 0; i < 5; i++) Assert.Equal(AppendResult.Appended, await other.Append([pen.Part("other")]));
                Assert.False(owning.IsCompleted);
                await other.DisposeAsync();
            }

            await using var journal = await owning;

            Assert.Equal(isFirst ? 6 : 0, (await journal.Load(pen.Key)).Events.Count);
            if (!isFirst) Assert.NotEqual(AppendResult.Appended, await other.Append([EntityPen.New().Part("beside")]));
            await journal.DisposeAsync();
            Sql.Run(_database, "DELETE FROM periods.ownership");
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("no id")]
    public async Task A_file_that_names_nobody_is_refused(string text)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(File)!);
        await System.IO.File.WriteAllTextAsync(File, text);
        Assert.StartsWith($"{File} cannot say who owns the journal: ", (await Refused(() => Owned())).Message, StringComparison.Ordinal);
        await using var other = await PostgresJournal.Open(_database, TimeProvider.System);
    }

    [Fact]
    public async Task A_second_process_with_the_file_is_refused_by_whatever_name_it_has_it()
    {
        await using var journal = await Owned();
        var (link, moved) = (_folder.File("link"), _folder.File("moved"));
        System.IO.File.CreateSymbolicLink(link, File);
        Assert.Equal($"{link} is in use by another process.", (await Refused(() => Owned(link))).Message);

        System.IO.File.Delete(File + ".lock");
        Assert.Equal($"{File} is in use by another process.", (await Refused(() => Owned())).Message);

        System.IO.File.Move(File, moved);
        Assert.Equal($"{moved} is in use by another process.", (await Refused(() => Owned(moved))).Message);
    }

    [Fact]
    public async Task Who_is_cut_off_while_it_takes_the_journal_does_not_keep_the_others_out()
    {
        await using var network = new Pooler(_database, perTransaction: false) { KeepsBack = "INSERT INTO periods.ownership"u8.ToArray() };
        var cutOff = Refused(() => PostgresJournal.Open(network.Database, TimeProvider.System, ownershipFile: File));
        Assert.Same(network.HasKeptBack, await Task.WhenAny(network.HasKeptBack, cutOff));

        await using var other = await PostgresJournal.Open(_database, TimeProvider.System);
        await Waits(async () => await other.Append([EntityPen.New().Part("other")]) == AppendResult.Appended);

        await network.DisposeAsync();
        await cutOff;
    }

    [Fact]
    public async Task A_folder_that_cannot_be_made_is_one_line()
    {
        await System.IO.File.WriteAllTextAsync(_folder.File("folder"), "");
        Assert.StartsWith($"{File} cannot say who owns the journal: ", (await Refused(() => Owned())).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_on_this_machine_has_one_owner_by_itself() => Assert.Equal(
        "Journal__OwnershipFile is for PostgreSQL: a SQLite file has one owner by itself.",
        Assert.Throws<JournalOpenException>(() => new JournalSource("Data Source=p.db", "p.owner")).Message);

    private Task<PostgresJournal> Owned(string? file = null, string settings = "") =>
        PostgresJournal.Open(_database + settings, TimeProvider.System, new Logger<PostgresJournal>(new LoggerFactory([_log])), file ?? File);

    /// <summary>Whether it is told at once, before any server could have answered; and each of some times, since a thread may be kept from looking until one has.</summary>
    private static bool KnowsLast(PostgresJournal journal, EntityPen pen) =>
        Enumerable.Range(0, 5).All(_ => journal.Confirm(pen.Key, pen.Head) is { IsCompletedSuccessfully: true, Result: AppendResult.Appended });

    /// <summary>What it asks it knows from then on, when it is certain.</summary>
    private static async Task<bool> ComesToKnowLast(PostgresJournal journal, EntityPen pen)
    {
        await journal.Confirm(pen.Key, pen.Head);
        return KnowsLast(journal, pen);
    }

    private async Task IsRefusedToOthers()
    {
        var another = _folder.File("another");
        foreach (var (open, its) in new (Func<Task<PostgresJournal>>, string)[] { (() => PostgresJournal.Open(_database, TimeProvider.System), ""), (() => Owned(another), $", which {another} is not") })
            Assert.EndsWith(
                $" belongs to one process, first started on {Environment.MachineName}: start that one, with its Journal__OwnershipFile{its}. Only when it is gone for good: DELETE FROM periods.ownership.",
                (await Refused(open)).Message, StringComparison.Ordinal);
    }

    private static Task<JournalOpenException> Refused(Func<Task<PostgresJournal>> open) => Assert.ThrowsAsync<JournalOpenException>(open);

    /// <summary>As the server sees it, at once.</summary>
    private void CutOff() => Sql.Run(_database, "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE application_name = 'periods' AND datname = current_database()");

    private static async Task Waits(Func<Task<bool>> until)
    {
        for (var since = Stopwatch.StartNew(); !await until();) Assert.InRange(since.Elapsed, TimeSpan.Zero, PostgresFailureTests.InTime);
    }
}
