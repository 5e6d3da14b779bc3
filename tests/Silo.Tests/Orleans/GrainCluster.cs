using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Orleans.TestingHost;
using Periods.Scoring;
using Periods.Silo.Journals;
using Periods.Silo.Orleans;

namespace Periods.Silo.Tests.Orleans;

/// <summary>Three silos in this process, each with a journal of its own on one PostgreSQL, and a client that has none.</summary>
internal sealed class GrainCluster : IAsyncDisposable
{
    private const int Size = 3;

    private readonly InProcessTestCluster _cluster;
    private readonly List<ISiloJournal> _journals;
    private readonly InProcessSiloHandle[] _silos;

    private GrainCluster(InProcessTestCluster cluster, List<ISiloJournal> journals) =>
        (_cluster, _journals, _silos) = (cluster, journals, [.. cluster.Silos]);

    public IEnumerable<int> Silos => Enumerable.Range(0, Size);

    /// <summary>Grains as a process without any calls them.</summary>
    public OrleansGrains FromOutside => Called(_cluster.Client);

    /// <param name="more">What is done to each silo beyond what the service does.</param>
    public static async Task<GrainCluster> Start(string database, Action<ISiloBuilder>? more = null)
    {
        var journals = new List<ISiloJournal>();
        for (var i = 0; i < Size; i++) journals.Add(await new JournalSource(database).Open(TimeProvider.System, NullLoggerFactory.Instance));
        var unused = new Queue<ISiloJournal>(journals);
        var builder = new InProcessTestClusterBuilder(Size);
        builder.Options.ConfigureFileLogging = false;
        builder.ConfigureHost(host => host.Services.AddSingleton(TimeProvider.System));
        builder.ConfigureSilo((_, silo) =>
        {
            lock (unused) OrleansHosting.AddGrains(silo, unused.Dequeue());
            more?.Invoke(silo);
        });
        builder.ConfigureClient(OrleansHosting.AddCalls);
        var cluster = builder.Build();
        await cluster.DeployAsync();
        return new(cluster, journals);
    }

    /// <summary>The grain of a period's score itself, which is nobody's business but Orleans'.</summary>
    public ICloseScoreGrain ScoreOf(OpenMonth month) => _cluster.Client.GetGrain<ICloseScoreGrain>(EntityKey.ForScore(month.Business, month.Period).ToString());

    /// <summary>Grains as a gateway in the process of a silo calls them.</summary>
    public OrleansGrains From(int silo) => Called(_silos[silo].ServiceProvider.GetRequiredService<IGrainFactory>());

    /// <summary>Grains as a silo has them that takes itself for the one they are on.</summary>
    public ResidentGrains On(int silo) => _silos[silo].ServiceProvider.GetRequiredService<ResidentGrains>();

    /// <summary>Which of a grain's lives this is, and where it is lived; null when it is nowhere.</summary>
    public (ActivationId Life, int Silo)? Activation(IAddressable grain) => _cluster.TryGetGrainContext(grain.GetGrainId(), out var context)
        ? (context.ActivationId, Array.FindIndex(_silos, silo => silo.SiloAddress.Equals(context.Address.SiloAddress)))
        : null;

    public Task Deactivate(IAddressable grain) => _cluster.DeactivateAsync(grain);

    /// <summary>It is gone without a word to anybody.</summary>
    public Task Kill(int silo) => _cluster.KillSiloAsync(_silos[silo]);

    public async ValueTask DisposeAsync()
    {
        await _cluster.DisposeAsync();
        foreach (var journal in _journals) await journal.DisposeAsync();
    }

    private static OrleansGrains Called(IGrainFactory grains) => new(grains, TimeProvider.System);
}
