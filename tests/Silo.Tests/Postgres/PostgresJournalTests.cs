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

    protected override async Task<IJournal> Open(TimeProvider time) => await PostgresJournal.Open($"{_database};Maximum Pool Size={Connections}", time);

    protected override Task Close(IJournal journal) => ((PostgresJournal)journal).DisposeAsync().AsTask();

    protected override Task<IAsyncDisposable> HoldCommits() => HeldLock.On(_database, "periods.event");

    protected override long Commits() => ((PostgresJournal)Journal).Commits;
}

/// <summary>With as many as it uses by itself: four lanes.</summary>
[Collection(PostgresTests.Name)]
public sealed class PostgresJournalWithLanesTests(PostgresFixture postgres) : PostgresJournalTests(postgres)
{
    protected override int Connections => 100;

    protected override int CommitsAtOnce => 4;
}
