using System.Net.Sockets;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Periods.Silo.Journals;
using Periods.Silo.Orleans.Schema;

namespace Periods.Silo.Orleans;

/// <summary>This process in an Orleans cluster: a journal and the grains on it, or a client of those who have them.</summary>
internal sealed partial class OrleansSilo : ISilo
{
    private readonly IHost _host;
    private readonly ISiloJournal? _journal;
    private readonly SiloMeter? _meter;
    private readonly Reach? _reach;
    private readonly ILogger _log;

    private OrleansSilo(IHost host, ISiloJournal? journal, OrleansRole role, ILogger log)
    {
        (_host, _journal, _log) = (host, journal, log);
        if (journal is not null) _meter = new SiloMeter(journal, () => host.Services.GetRequiredService<ResidentGrains>().Entities);
        Grains = new OrleansGrains(host.Services.GetRequiredService<IGrainFactory>(), host.Services.GetRequiredService<TimeProvider>());
        if (journal is null) _reach = new Reach(Grains, host.Services.GetRequiredService<TimeProvider>());
        Serves = role != OrleansRole.Silo;
    }

    public IGrains Grains { get; }

    /// <inheritdoc/>
    public bool Serves { get; }

    /// <inheritdoc/>
    public bool IsNew => _journal is { WasEmpty: true };

    /// <inheritdoc/>
    public bool IsAvailable => _journal?.IsAvailable ?? _reach!.IsThere;

    /// <summary>Opens the journal, joins the cluster, and hosts grains. Throws <see cref="JournalOpenException"/>.</summary>
    public static async Task<OrleansSilo> Open(JournalSource source, OrleansSettings settings, TimeProvider time, ILoggerFactory logs)
    {
        if (source.IsOwned) throw new JournalOpenException("Journal__OwnershipFile is for the local host: on Orleans there are several silos.");
        var isClient = settings.Role == OrleansRole.Client;
        if (isClient && !source.IsShared) throw new JournalOpenException("Orleans__Role=client needs the PostgreSQL that the silos are on.");
        if (source.IsShared && !isClient) await OrleansSchema.Prepare(source.ConnectionString);
        var journal = isClient ? null : await source.Open(time, logs);
        var host = (journal is null ? OrleansHosting.Client(source, settings, time, logs) : OrleansHosting.Silo(source, journal, settings, time, logs)).Build();
        // By the time it is needed, who makes loggers may be gone.
        var log = logs.CreateLogger<OrleansSilo>();
        try
        {
            await host.StartAsync();
            return new OrleansSilo(host, journal, settings.Role, log);
        }
        catch (Exception e)
        {
            await Close(host, journal, log);
            throw Explained(e, settings);
        }
    }

    /// <summary>
    /// Leaves the cluster, so that others take the grains over at once; commits what is queued; lets go of the journal. Leaving asks the database and the other silos: where
    /// they do not answer in time, they find out by themselves.
    /// </summary>
    public async ValueTask DisposeAsync()
    {
        _meter?.Dispose();
        if (_reach is not null) await _reach.DisposeAsync();
        using var patience = new CancellationTokenSource(OrleansLimits.LeaveWithin);
        await Try(() => _host.StopAsync(patience.Token), OrleansLimits.LeaveWithin, _log);
        await Close(_host, _journal, _log);
    }

    /// <summary>What an operator can mend is one line.</summary>
    private static JournalOpenException Explained(Exception e, OrleansSettings settings) => e.GetBaseException() is var cause && cause is SocketException { SocketErrorCode: SocketError.AddressAlreadyInUse }
        ? new JournalOpenException($"Orleans__SiloPort {settings.SiloPort} or Orleans__GatewayPort {settings.GatewayPort} is in use.", e)
        : new JournalOpenException($"The Orleans cluster cannot be joined: {cause.Message}", e);

    private static async Task Close(IHost host, ISiloJournal? journal, ILogger log)
    {
        await Try(() => ((IAsyncDisposable)host).DisposeAsync().AsTask(), OrleansLimits.LetGoWithin, log);
        if (journal is not null) await journal.DisposeAsync();
    }

    /// <summary>Whatever Orleans does not come to an end with must keep neither the journal from being closed nor the process from ending.</summary>
    private static async Task Try(Func<Task> end, TimeSpan within, ILogger log)
    {
        try
        {
            await Task.Run(end).WaitAsync(within);
        }
        catch (Exception e)
        {
            LogLeftAtOnce(log, e.Message);
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The cluster was not left in order: {Reason}")]
    private static partial void LogLeftAtOnce(ILogger log, string reason);
}
