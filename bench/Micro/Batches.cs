using BenchmarkDotNet.Attributes;
using Periods.Grains.Closing;
using Periods.Grains.Entities;
using Periods.Grains.Journal;
using Periods.Silo;
using Periods.Silo.Postgres;
using Periods.Silo.Sqlite;

namespace Periods.Micro;

/// <summary>A batch of 256 sign-offs of as many periods on its way into storage; figures are per sign-off.</summary>
public class Batches
{
    private const int Size = 256;

    private readonly string _folder = Directory.CreateTempSubdirectory("periods-micro-").FullName;
    private readonly List<IReadOnlyList<EntityAppend>> _appends = [];
    private SqliteFile? _file;
    private JournalTransaction? _transaction;

    [GlobalSetup]
    public void Open()
    {
        var journal = new NoJournal(_appends.Add);
        var core = new EntityCore(journal, new EntityMap(journal), new SystemClock(TimeProvider.System));
        var january = new January();
        for (var i = 0; i < Size; i++)
            _ = core.Execute(
                EntityKey.ForPeriod(January.Key.Business, new Guid(i, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10)), january.Model, January.Command.Caller, January.Command,
                (_, command, stamp) => PeriodRules.SignOff(january.State, command, stamp), static (_, _) => Closing.Done.Instance, PeriodJson.Default.OutcomeDone).AsTask();
        _file = SqliteFile.ForWriting(Path.Combine(_folder, "periods.db"));
        SqliteSchema.Upgrade(_file, 0);
        _transaction = new JournalTransaction(_file, RecentEvents.Of(_file, SqliteSettings.EventsUnindexed));
    }

    [GlobalCleanup]
    public void Close()
    {
        _file?.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    [Benchmark(Description = "rows of a batch for PostgreSQL", OperationsPerInvoke = Size)]
    public object Postgres() => new Batch([.. _appends.Select(parts => new Silo.Postgres.PendingAppend(parts, TimeProvider.System))]).Fit();

    [Benchmark(Description = "a batch into SQLite, taken back", OperationsPerInvoke = Size)]
    public void Sqlite()
    {
        _transaction!.Begin([.. _appends.Select(parts => new Silo.Sqlite.PendingAppend(parts, TimeProvider.System))]);
        _transaction.Rollback();
    }
}
