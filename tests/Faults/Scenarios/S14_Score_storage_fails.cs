using System.Diagnostics;
using Microsoft.Extensions.Logging.Abstractions;
using Periods.Businesses;
using Periods.Closing;
using Periods.Faults.Running;
using Periods.Gateway.Tests.Running;
using Periods.Scoring;
using Periods.Silo;
using Periods.Silo.Local;
using Periods.Silo.Sqlite;

namespace Periods.Faults.Scenarios;

/// <summary>
/// S14: what a score is read from fails for a while, and commands go on. In one process: two hosts on one journal, of which the second only watches,
/// hears from the first as silos hear from each other, and cannot read.
/// </summary>
[Collection(nameof(WaitingRun))]
public sealed class S14_Score_storage_fails(WaitingRun run)
{
    private static readonly TimeSpan CaughtUpWithin = TimeSpan.FromSeconds(10);

    [Fact]
    public Task S14_A_score_whose_storage_failed_is_caught_up_afterwards_and_nobody_had_to_wait() => run.Play("S14", async (figures, _) =>
    {
        using var folder = new TempFolder();
        await using var journal = SqliteJournal.Open(folder.File("periods.db"), TimeProvider.System, NullLogger<SqliteJournal>.Instance);
        var failing = new FailingReads(journal);
        await using var near = new LocalNotices(TimeProvider.System, NullLogger<LocalNotices>.Instance);
        await using var far = new LocalNotices(TimeProvider.System, NullLogger<LocalNotices>.Instance);
        var clock = new SystemClock(TimeProvider.System);
        var (commands, watched) = (new LocalGrains(journal, clock, near), new LocalGrains(failing, clock, far));
        near.RingWith(new Wire(far));

        var (business, period, caller) = (Guid.NewGuid(), Guid.NewGuid(), default(Caller));
        Accepted(await commands.Business(business).Create(new CreateBusiness(caller, "Acme", "UTC")));
        Accepted(await commands.Business(business).CreatePeriod(new CreatePeriod(caller, period, new(2026, 3, 1), new(2026, 3, 31))));
        var seen = new List<long>();
        var watch = Watch();
        await See(1);

        failing.Fails = true;
        var length = Rounds.Of(TimeSpan.FromSeconds(2), TimeSpan.FromSeconds(90));
        var since = Stopwatch.GetTimestamp();
        var reports = 0;
        using (var pace = new PeriodicTimer(TimeSpan.FromMilliseconds(5)))
        {
            while (Stopwatch.GetElapsedTime(since) < length)
            {
                await Report(++reports);
                await pace.WaitForNextTickAsync();
            }
        }
        Assert.Equal([1], seen);
        figures.Injected(failing.Failed);

        failing.Fails = false;
        since = Stopwatch.GetTimestamp();
        await See(1 + reports).WaitAsync(CaughtUpWithin);
        figures.Recovered(Stopwatch.GetElapsedTime(since));
        figures.Acknowledged(reports);
        Assert.Equal(Enumerable.Range(1, seen.Count).Select(i => (long)i), seen);
        await watch.DisposeAsync();

        async Task See(long version)
        {
            while (seen.Count == 0 || seen[^1] < version)
            {
                if (await watch.MoveNextAsync())
                {
                    seen.Add(watch.Current.Version);
                    continue;
                }
                // More came at once than waits for one watcher: it comes back, as a dashboard does.
                await watch.DisposeAsync();
                watch = Watch();
            }
        }

        IAsyncEnumerator<ScoreView> Watch() => watched.CloseScore(business, period).Watch(seen.Count > 0 ? seen[^1] : null, default).GetAsyncEnumerator();

        async Task Report(int unreviewed)
        {
            var nothing = new Change<long?>();
            Accepted<ScoreView>(await commands.Period(business, period).ReportInputs(
                new(caller, new(true, 100_000_000), new(true, unreviewed), nothing, default, default)));
        }
    });

    private static void Accepted<T>(Outcome<T> outcome)
        where T : class => Assert.Null(outcome.Refusal);

    /// <summary>As the bell of a database does.</summary>
    private sealed class Wire(LocalNotices far) : IScoreBell
    {
        public void Ring(EntityKey period, long version, ActivityContext command) => far.Heard(period, version, command);
    }
}
