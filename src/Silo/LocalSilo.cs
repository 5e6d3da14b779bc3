using Microsoft.Extensions.Logging;
using Periods.Silo.Journals;
using Periods.Silo.Local;
using Periods.Silo.Postgres;
using Periods.Silo.Sqlite;

namespace Periods.Silo;

/// <summary>A silo of the local host: a journal and the grains on it. What a gateway starts, asks and stops.</summary>
public sealed class LocalSilo : ISilo
{
    private readonly ISiloJournal _journal;
    private readonly LocalNotices _notices;
    private readonly PostgresBell? _bell;
    private readonly SiloMeter _meter;

    private LocalSilo(ISiloJournal journal, JournalSource source, TimeProvider time, ILoggerFactory logs)
    {
        _journal = journal;
        _notices = new LocalNotices(time, logs.CreateLogger<LocalNotices>());
        var grains = new LocalGrains(journal, new SystemClock(time), _notices);
        Grains = grains;
        _meter = new SiloMeter(journal, () => grains.ResidentEntities);
        // What a hang kept from being told may be there after it.
        if (journal is SqliteJournal file) file.HangEnded += _notices.CatchUpAll;
        if (source.IsShared) _bell = new PostgresBell(source.ConnectionString, _notices, time, logs.CreateLogger<PostgresBell>());
    }

    public IGrains Grains { get; }

    /// <inheritdoc/>
    public bool Serves => true;

    /// <inheritdoc/>
    public bool IsNew => _journal.WasEmpty;

    /// <inheritdoc/>
    public bool IsAvailable => _journal.IsAvailable;

    /// <summary>Opens the journal and hosts grains on it. Throws <see cref="JournalOpenException"/>.</summary>
    public static async Task<LocalSilo> Open(JournalSource source, TimeProvider time, ILoggerFactory logs) =>
        new(await source.Open(time, logs), source, time, logs);

    /// <summary>Commits what is queued and lets go of the journal.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_bell is not null) await _bell.DisposeAsync();
        await _journal.DisposeAsync();
        await _notices.DisposeAsync();
        _meter.Dispose();
    }
}
