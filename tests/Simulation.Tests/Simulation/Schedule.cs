using Periods.Businesses;
using Periods.Simulation.Tests.Linearizability;

namespace Periods.Simulation.Tests.Simulation;

/// <summary>One seed's life of a cluster: clients, faults, quiet, and the reckoning.</summary>
internal static class Schedule
{
    /// <summary>The violation; null when all promises were kept.</summary>
    /// <param name="silos">Null for as many as the seed likes.</param>
    /// <param name="closing">Entries against closes, and nothing else.</param>
    public static string? Run(int seed, JournalRules rules, int? silos = null, bool closing = false)
    {
        try
        {
            Play(seed, rules, silos, closing);
            return null;
        }
        catch (Exception e)
        {
            return e is Violation ? e.Message : e.ToString();
        }
    }

    private static void Play(int seed, JournalRules rules, int? silos, bool closing)
    {
        var world = new World(seed);
        var store = new Store(rules);
        var cluster = new Cluster(world, store, silos ?? world.Random.Next(1, 5));
        var record = new Record();
        Found(world, cluster);

        var clients = Enumerable.Range(1, world.Random.Next(2, 7)).Select(i => new Client(world, cluster, record, $"c{i}", world.NewId(), closing)).ToArray();
        var watchers = cluster.Slots.Select(slot => (Slot: slot, Watcher: new Watcher(world, cluster, slot))).ToArray();
        var operations = world.Random.Next(4, 14);
        var lives = new List<Task>();
        foreach (var client in clients) world.After(client.Lane, 0, () => lives.Add(client.Live(operations)));
        foreach (var (_, watcher) in watchers) watcher.Live();
        cluster.Trouble();
        world.Run();
        world.IsStormy = false;

        foreach (var (_, watcher) in watchers) watcher.Live(looks: 1);
        foreach (var silo in cluster.Silos)
        {
            foreach (var score in silo.Watched.ToArray()) world.After(silo.Lane, 1, () => lives.Add(score.CatchUp(CancellationToken.None)));
            foreach (var slot in cluster.Slots) world.After(clients[0].Lane, 1, () => lives.Add(clients[0].Look(silo, slot)));
        }
        world.Run();
        foreach (var life in lives)
        {
            if (!life.IsCompleted) throw new Violation("a client waits for ever");
            life.GetAwaiter().GetResult();
        }
        new Invariants(store, cluster, record, watchers).Check();
    }

    /// <summary>The business, and sometimes its first period, exist before the storm.</summary>
    private static void Found(World world, Cluster cluster)
    {
        var silo = cluster.Silos[0];
        var caller = new Caller(cluster.Business, world.NewId());
        world.IsStormy = false;
        world.After(silo.Lane, 0, async () =>
        {
            await silo.Business(cluster.Business).Create(new CreateBusiness(caller, "Simulated", "UTC"));
            if (world.Random.Next(2) == 0) return;
            var slot = cluster.Slots[0];
            var created = slot.History.Invoke("founder", new PeriodOperation.Create());
            slot.Id = (await silo.Business(cluster.Business).CreatePeriod(new CreatePeriod(caller, world.NewId(), slot.Start, slot.End))).Value!.Id;
            slot.History.Answer(created, new PeriodReply());
        });
        world.Run();
        world.IsStormy = true;
    }
}
