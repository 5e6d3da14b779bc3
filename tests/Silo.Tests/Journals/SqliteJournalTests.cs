using Periods.Grains.Journal;
using Periods.Silo.Sqlite;

namespace Periods.Silo.Tests.Journals;

public sealed class SqliteJournalTests : JournalConformance, IDisposable
{
    private readonly TempFolder _folder = new();

    private string DatabasePath => _folder.File("periods.db");

    protected override Task<IJournal> Open(TimeProvider time) => Task.FromResult<IJournal>(SqliteJournal.Open(DatabasePath, time));

    protected override Task Close(IJournal journal) => ((SqliteJournal)journal).DisposeAsync().AsTask();

    protected override Task<IAsyncDisposable> HoldCommits() => Task.FromResult<IAsyncDisposable>(OperatorShell.HoldingTheWriteLock(DatabasePath));

    protected override long Commits() => ((SqliteJournal)Journal).Commits;

    public void Dispose() => _folder.Dispose();
}
