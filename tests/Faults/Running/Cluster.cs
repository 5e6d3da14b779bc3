using System.Net;
using Periods.Gateway.Tests.Running;

namespace Periods.Faults.Running;

/// <summary>Silos on one journal, and the journal itself, whatever the silos say of it.</summary>
internal sealed class Cluster : IAsyncDisposable
{
    /// <summary>Another address of this machine: silos listen on the first, and others are told this one, where a proxy is.</summary>
    private static readonly IPAddress Advertised = IPAddress.Parse("127.0.0.2");

    private readonly TempFolder _folder = new();
    private readonly List<FaultProxy> _proxies = [];
    private readonly List<FaultProxy> _between = [];
    private int _next;

    private Cluster(string? journal = null) => Journal = journal ?? $"Data Source={_folder.File("periods.db")}";

    /// <summary>The connection string, without any proxy.</summary>
    public string Journal { get; }

    public List<SiloProcess> Silos { get; } = [];

    public SiloProcess Only => Silos.Single();

    /// <summary>One silo on a file.</summary>
    /// <param name="file">Where; in a folder of this cluster's own unless told otherwise.</param>
    public static Task<Cluster> OnFile(string? file = null) => One(file is null ? new Cluster() : new Cluster($"Data Source={file}"));

    /// <summary>One silo on a journal that exists.</summary>
    public static Task<Cluster> OnJournal(string journal) => One(new Cluster(journal));

    /// <summary>Silos on a database of their own, each through the proxy made for it, if any.</summary>
    /// <param name="between">What happens to messages between silos that know each other: those of the Orleans host.</param>
    public static async Task<Cluster> On(Database database, int silos, Func<FaultProxy>? proxy = null, string settings = "", IFrames? between = null)
    {
        var cluster = new Cluster(database.NewJournal());
        for (var i = 0; i < silos; i++)
        {
            if (proxy is not null) cluster._proxies.Add(proxy());
            await cluster.Add((proxy is null ? cluster.Journal : Database.Through(cluster.Journal, cluster._proxies[^1].Port)) + settings, between);
        }
        return cluster;
    }

    /// <summary>One silo that owns its journal, behind a proxy.</summary>
    public static async Task<Cluster> OfOwner(Database database)
    {
        var cluster = new Cluster(database.NewJournal());
        cluster._proxies.Add(new FaultProxy(database.Port));
        await cluster.Add(Database.Through(cluster.Journal, cluster._proxies[^1].Port), ownershipFile: cluster._folder.File("periods.owner"));
        return cluster;
    }

    /// <summary>The proxy between a silo and the database.</summary>
    public FaultProxy ProxyOf(int silo) => _proxies[silo];

    /// <summary>The door of the silo whose turn it is: the worst routing there is.</summary>
    public Door Next() => Silos[(int)((uint)Interlocked.Increment(ref _next) % Silos.Count)].Door;

    public Task<Company> NewCompany() => Company.Found(Silos[0].Door.Anonymous, TestService.OperatorToken);

    public Task StartAll() => Task.WhenAll(Silos.Where(s => !s.IsRunning).Select(s => s.Start()));

    public Task KillAll() => Task.WhenAll(Silos.Where(s => s.IsRunning).Select(s => s.Kill()));

    public async ValueTask DisposeAsync()
    {
        foreach (var silo in Silos) await silo.DisposeAsync();
        foreach (var proxy in _proxies.Concat(_between)) await proxy.DisposeAsync();
        _folder.Dispose();
    }

    private static async Task<Cluster> One(Cluster cluster)
    {
        await cluster.Add(cluster.Journal);
        return cluster;
    }

    // One after the other: the first one lays out the journal.
    private async Task Add(string journal, IFrames? between = null, string? ownershipFile = null)
    {
        var silo = new SiloProcess($"silo {Silos.Count + 1}", journal, _folder.Path, between is null ? null : Advertised, ownershipFile);
        if (between is not null) _between.Add(new FaultProxy(new IPEndPoint(Advertised, silo.Port), silo.Port, between, between));
        Silos.Add(silo);
        await silo.Start();
    }
}
