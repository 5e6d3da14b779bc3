using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging;
#if ORLEANS
using Periods.Silo.Orleans;
using Periods.Silo.Orleans.Schema;
#endif

namespace Periods.Silo;

/// <summary>The host this service was built with: the only place that chooses.</summary>
public static class GrainHost
{
    /// <summary>
    /// Whether every pool of connections to PostgreSQL has a name of ours. Those that Orleans opens by itself have the driver's: the connection string, without the password.
    /// </summary>
    public static bool NamesAllPools =>
#if ORLEANS
        false;
#else
        true;
#endif

    /// <summary>Whether requests may run on the threads that poll the sockets: nothing here blocks such a thread or keeps it long. Of Orleans' own work that is not known.</summary>
    public static bool RunsOnSocketThreads =>
#if ORLEANS
        false;
#else
        true;
#endif

    /// <summary>Opens the journal and hosts grains on it. Throws <see cref="Journals.JournalOpenException"/>.</summary>
    public static async Task<ISilo> Open(JournalSource journal, IConfiguration configuration, TimeProvider time, ILoggerFactory logs) =>
#if ORLEANS
        await OrleansSilo.Open(journal, OrleansSettings.Of(configuration), time, logs);
#else
        await LocalSilo.Open(journal, time, logs);
#endif

    /// <summary>Brings every schema the host needs up to date.</summary>
    public static async Task Migrate(JournalSource journal)
    {
        await journal.Migrate();
#if ORLEANS
        if (journal.IsShared) await OrleansSchema.Migrate(journal.ConnectionString);
#endif
    }
}
