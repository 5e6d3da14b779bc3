using Periods.Grains.Journal;
using Periods.Silo.Postgres;
using Periods.Silo.Tests.Journals;

namespace Periods.Silo.Tests.Postgres;

/// <summary>With the fewest connections: one lane.</summary>
[Collection(PostgresTests.Name)]
public class PostgresJournalTests(PostgresFixture postgres) : JournalConformance
{
    private readonly string _database = postgres.Cluster.NewDatabase();

    protected virtual int Connections => 3;

    [Theory]
    [InlineData(EntriesByDate.Forth, ">")]
    [InlineData(EntriesByDate.Back, "<")]
    public void A_page_is_sought_from_its_place_on_however_many_entries_there_are(string sql, string sought)
    {
        foreach (var (parameter, value) in new[] { ("$1", "'b:0'"), ("$2", "'2026-01-31'"), ("$3", "5::bigint"), ("$4", "'2026-01-31'"), ("$5", "50") })
            sql = sql.Replace(parameter, value, StringComparison.Ordinal);
        var plan = Sql.Text(_database, $"SET enable_seqscan = off; SET enable_bitmapscan = off; EXPLAIN {sql}");
        Assert.Contains("using entry_by_date on event", plan, StringComparison.Ordinal);
        Assert.Matches($@"Index Cond: .*ROW\(.*, version\) {sought} ROW\(", plan);
        Assert.DoesNotContain("Sort", plan, StringComparison.Ordinal);
    }

    protected virtual string? OwnershipFile => null;

    protected override async Task<IJournal> Open(TimeProvider time) => await PostgresJournal.Open($"{_database};Maximum Pool Size={Connections}", time, ownershipFile: OwnershipFile);

    protected override Task Close(IJournal journal) => ((PostgresJournal)journal).DisposeAsync().AsTask();

    protected override void Tamper(string sql) => Sql.Run(_database, $"SET search_path = periods; {sql}");

    protected override Task<IAsyncDisposable> HoldCommits() => HeldLock.On(_database, "periods.event");

    protected override void AnswersAge(TimeSpan by) => KeptAnswers.Age(_database, by);

    protected override long Commits() => ((PostgresJournal)Journal).Commits;
}

/// <summary>With as many as it uses by itself: four lanes.</summary>
[Collection(PostgresTests.Name)]
public sealed class PostgresJournalWithLanesTests(PostgresFixture postgres) : PostgresJournalTests(postgres)
{
    protected override int Connections => 100;

    protected override int CommitsAtOnce => 4;
}

/// <summary>By a process that has it for itself.</summary>
[Collection(PostgresTests.Name)]
public sealed class OwnedPostgresJournalTests(PostgresFixture postgres) : PostgresJournalTests(postgres), IDisposable
{
    private readonly TempFolder _folder = new();

    protected override string OwnershipFile => _folder.File("periods.owner");

    public void Dispose() => _folder.Dispose();
}
