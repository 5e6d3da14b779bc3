using Periods.Gateway.Tests.Running;

namespace Periods.Gateway.Tests.Survival;

/// <summary>S1, S8: the process is killed at any moment; I1 to I6 hold.</summary>
[Collection("Processes")]
public sealed class KillTests
{
    private const int Rounds = 20;
    private const int Clients = 8;

    [Fact]
    public async Task Whatever_was_acknowledged_survives_kill_9_at_any_moment_and_happened_once()
    {
        var seed = Environment.TickCount;
        try
        {
            await Run(seed);
        }
        catch (Exception e)
        {
            throw new InvalidOperationException($"With seed {seed}: {e.Message}", e);
        }
    }

    private static async Task Run(int seed)
    {
        var random = new Random(seed);
        var ledger = new Ledger();
        var load = new Load(seed, ledger);
        using var folder = new TempFolder();
        var journal = folder.File("periods.db");
        Company? company = null;
        for (var round = 0; round < Rounds; round++)
        {
            await using var service = await ServiceProcess.Start(journal);
            company = company is null ? await service.NewCompany() : company.At(service.Anonymous);
            if (round == 0) await load.Prepare(company);
            await ledger.Retry(company);
            await AssertAllIsThere(company, load, ledger, journal);

            // Killed after so many more answers: a moment that depends on the work done, not on how fast this machine is.
            var enough = ledger.Acknowledged + random.Next(1, 400);
            using var stop = new CancellationTokenSource();
            var running = load.Run(company, Clients, round, stop.Token);
            await Until.Holds(() => Task.FromResult(ledger.Acknowledged >= enough));
            await service.KillHard();
            await running;
        }
        await using var last = await ServiceProcess.Start(journal);
        await ledger.Retry(company!.At(last.Anonymous));
        await AssertAllIsThere(company.At(last.Anonymous), load, ledger, journal);
        Assert.True(ledger.Acknowledged > Rounds * 10, $"Only {ledger.Acknowledged} commands: this proves little.");
    }

    private static async Task AssertAllIsThere(Company company, Load load, Ledger ledger, string journal)
    {
        var facts = await Journal.ReadVerified(journal);
        ledger.AssertKept(facts);
        var periods = facts.Where(f => f.Entity.Kind == 'p').GroupBy(f => f.Entity.Period).ToDictionary(g => g.Key, g => g.ToArray());
        foreach (var (_, period) in periods) Oracle.AssertClosedIsClosed(period);
        foreach (var id in load.Periods)
            Assert.Equal(Oracle.Score(periods[id]), (await company.Viewer.Client.CloseScore(id)).Ok().Number("score"));
    }
}
