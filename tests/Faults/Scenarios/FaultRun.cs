using System.Diagnostics;
using System.Text;
using Periods.Faults.Checks;
using Periods.Faults.Load;
using Periods.Faults.Running;
using Xunit.Abstractions;
using Xunit.Sdk;

namespace Periods.Faults.Scenarios;

/// <summary>Scenarios one after the other: the database most of them share, and the summary at the end.</summary>
public class FaultRun(IMessageSink messages) : IAsyncLifetime
{
    /// <summary>Of all that run beside each other: whoever ends last shows it.</summary>
    private static readonly List<Figures> Summary = [];

    private static int _running;

    private readonly Lazy<Database> _database = new(() => new Database());

    /// <summary>Not for scenarios that stop it.</summary>
    internal Database Shared() => _database.Value;

    /// <summary>Plays a scenario as often as this run is long, each time with another seed.</summary>
    /// <param name="play">Gets the figures to fill and a seed.</param>
    internal async Task Play(string scenario, Func<Figures, int, Task> play)
    {
        var figures = new Figures(scenario);
        var since = Stopwatch.GetTimestamp();
        lock (Summary) Summary.Add(figures);
        for (var round = 0; round < Rounds.Count; round++)
        {
            try
            {
                await play(figures, Rounds.Seed + round);
                figures.Took(Stopwatch.GetElapsedTime(since));
            }
            catch (Exception e)
            {
                figures.Note($"FAILED in round {round + 1}");
                throw new InvalidOperationException($"{scenario} failed in round {round + 1}; PERIODS_FAULT_SEED={Rounds.Seed + round} asks the same again. {e.Message}", e);
            }
        }
        if (figures.Faults == 0) Assert.Fail($"{scenario} injected no fault: it shows nothing.");
    }

    /// <summary>The invariants, once all is quiet; fails with the first findings.</summary>
    internal static async Task Settle(Figures figures, Cluster cluster, Workload workload)
    {
        var findings = await Invariants.Check(cluster, workload);
        figures.Add(workload.Ledger, findings);
        if (findings.All.Count > 0) Assert.Fail($"{findings.All.Count} findings:\n{string.Join('\n', findings.All.Take(10))}");
    }

    public Task InitializeAsync()
    {
        Interlocked.Increment(ref _running);
        // Starting and stopping servers blocks threads; the proxies of a scenario beside must not wait for one.
        ThreadPool.SetMinThreads(32, 32);
        return Task.CompletedTask;
    }

    public async Task DisposeAsync()
    {
        if (_database.IsValueCreated) await _database.Value.DisposeAsync();
        if (Interlocked.Decrement(ref _running) > 0) return;
        var table = new StringBuilder($"Faults, seed {Rounds.Seed}, {Rounds.Count} {(Rounds.AreLong ? "long" : "short")} rounds\n");
        table.AppendLine($"{"",-4} {"acked",8} {"faults",8} {"lost",6} {"doubled",8} {"unordered",10} {"worst s",8} {"all s",6}");
        lock (Summary)
        {
            foreach (var figures in Summary.OrderBy(f => f.Scenario, StringComparer.Ordinal)) table.AppendLine(figures.ToString());
        }
        messages.OnMessage(new DiagnosticMessage(table.ToString()));
    }
}

/// <summary>Scenarios that mostly wait, beside all others.</summary>
public sealed class WaitingRun(IMessageSink messages) : FaultRun(messages);

[CollectionDefinition(nameof(FaultRun))]
public sealed class FaultCollection : ICollectionFixture<FaultRun>;

[CollectionDefinition(nameof(WaitingRun))]
public sealed class WaitingCollection : ICollectionFixture<WaitingRun>;
