using Microsoft.Extensions.Logging;

namespace Periods.Silo.Orleans.Membership;

/// <summary>
/// A silo that starts has to reach every active one of the table. Where all of them were lost without a word, and come back under other addresses as pods do, nobody is left to vote
/// them out; so whoever waits to be let in watches their signs of life, and declares dead who gives none. One that is taken for dead wrongly ends and is started again: this is a matter
/// of availability, and correctness is the journal's.
/// </summary>
internal sealed partial class LostSilos(IMembershipTable table, IClusterMembershipService members, TimeProvider time, ILogger<LostSilos> log) : ILifecycleParticipant<ISiloLifecycle>
{
    public void Participate(ISiloLifecycle lifecycle)
    {
        var joined = new CancellationTokenSource();
        var watching = Task.CompletedTask;
        lifecycle.Subscribe(nameof(LostSilos), ServiceLifecycleStage.AfterRuntimeGrainServices, Begin, End);
        lifecycle.Subscribe(nameof(LostSilos), ServiceLifecycleStage.BecomeActive, End);

        Task Begin(CancellationToken stop)
        {
            watching = Watch(joined.Token);
            return Task.CompletedTask;
        }

        async Task End(CancellationToken stop)
        {
            await joined.CancelAsync();
            await watching;
        }
    }

    private async Task Watch(CancellationToken joined)
    {
        var signs = new SignsOfLife();
        while (!joined.IsCancellationRequested)
        {
            try
            {
                foreach (var silo in signs.Missing((await table.ReadAll()).Members.Select(member => member.Item1)))
                {
                    LogLost(silo);
                    await members.TryKill(silo);
                }
            }
            // Whatever it is, the next looks are begun anew.
            catch (Exception)
            {
                signs.Forget();
            }
            await Task.Delay(OrleansLimits.IAmAliveEvery, time, joined).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "A silo that was lost without a word is declared dead: {Silo}")]
    private partial void LogLost(SiloAddress silo);
}
