using System.Text;
using Periods.Faults.Checks;
using Periods.Faults.Load;
using Periods.Faults.Running;
using Xunit.Abstractions;
using Xunit.Sdk;

namespace Periods.Faults.Scenarios;

/// <summary>All scenarios of one run, one after the other: the database most of them share, and the summary at the end.</summary>
public sealed class FaultRun(IMessageSink messages) : IAsyncLifetime
{
    private readonly List<Figures> _summary = [];
    private Database? _database;

    /// <summary>Not for scenarios that stop it, slow it or fill its disk.</summary>
    internal Database Shared() => _database ??= new Database();

    /// <summary>Plays a scenario as often as this run is long, each time with another seed.</summary>
    /// <param name="play">Gets the figures to fill and a seed.</param>
    internal async Task Play(string scenario, Func<Figures, int, Task> play)
    {
        var figures = new Figures(scenario);
        _summary.Add(figures);
        for (var round = 0; round < Rounds.Count; round++)
        {
            try
            {
                await play(figures, Rounds.Seed + round);
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

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync()
    {
        if (_database is not null) await _database.DisposeAsync();
        var table = new StringBuilder($"Faults, seed {Rounds.Seed}, {Rounds.Count} {(Rounds.AreLong ? "long" : "short")} rounds\n");
        table.AppendLine($"{"",-4} {"acked",8} {"faults",8} {"lost",6} {"doubled",8} {"unordered",10} {"worst s",8}");
        foreach (var figures in _summary.OrderBy(f => f.Scenario, StringComparer.Ordinal)) table.AppendLine(figures.ToString());
        messages.OnMessage(new DiagnosticMessage(table.ToString()));
    }
}

[CollectionDefinition(nameof(FaultRun))]
public sealed class FaultCollection : ICollectionFixture<FaultRun>;
