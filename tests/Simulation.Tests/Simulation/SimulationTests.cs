using System.Diagnostics;
using System.Globalization;
using Xunit.Abstractions;

namespace Periods.Simulation.Tests.Simulation;

/// <summary>
/// Seeded schedules of the real core on several silos. <c>PERIODS_SIMULATION_SEED=n</c> replays one, <c>PERIODS_SIMULATION_SCHEDULES=n</c> plays more.
/// </summary>
public sealed class SimulationTests(ITestOutputHelper output)
{
    private const int Schedules = 4_000;
    private const int BrokenSchedules = 1_000;
    private const int MonthEnds = 1_000;

    [Fact]
    public void Every_promise_is_kept_in_every_schedule() => Kept(Schedules, closing: false);

    [Fact]
    public void No_entry_is_taken_after_an_acknowledged_close_and_one_order_explains_all_answers() => Kept(MonthEnds, closing: true);

    private void Kept(int schedules, bool closing)
    {
        var seeds = Setting("PERIODS_SIMULATION_SEED") is { } seed ? [seed] : Enumerable.Range(1, Setting("PERIODS_SIMULATION_SCHEDULES") ?? schedules).ToArray();
        var clock = Stopwatch.StartNew();
        var violations = seeds.AsParallel().Select(s => (Seed: s, What: Schedule.Run(s, new JournalRules(), closing: closing))).Where(v => v.What is not null).OrderBy(v => v.Seed).ToArray();
        output.WriteLine($"{seeds.Length} schedules in {clock.ElapsedMilliseconds} ms, {violations.Length} violations");
        Assert.True(violations.Length == 0, $"{violations.Length} of {seeds.Length}; {string.Join("\n", violations.Take(5).Select(v => $"PERIODS_SIMULATION_SEED={v.Seed}: {v.What}\n"))}");
    }

    [Fact]
    public void A_seed_always_plays_the_same_schedule()
    {
        var broken = new JournalRules(ChecksHeads: false);
        foreach (var seed in Enumerable.Range(1, 20)) Assert.Equal(Schedule.Run(seed, broken), Schedule.Run(seed, broken));
    }

    [Fact]
    public void A_journal_that_does_not_check_heads_is_found_out() => FoundOut(new JournalRules(ChecksHeads: false), "I3");

    [Fact]
    public void Silos_that_do_not_ask_whether_what_they_know_is_the_truth_tell_stale_reads() => FoundOut(new JournalRules(Confirms: false), "I8");

    [Fact]
    public void A_journal_that_takes_a_second_answer_under_a_key_is_found_out() => FoundOut(new JournalRules(AnswersOnce: false), "was answered under its key");

    private void FoundOut(JournalRules rules, string what)
    {
        for (var seed = 1; seed <= BrokenSchedules; seed++)
        {
            if (Schedule.Run(seed, rules, silos: 3) is not { } violation || !violation.Contains(what, StringComparison.Ordinal)) continue;
            output.WriteLine($"schedule {seed}: {violation}");
            return;
        }
        Assert.Fail($"No {what} in {BrokenSchedules} schedules");
    }

    private static int? Setting(string name) =>
        int.TryParse(Environment.GetEnvironmentVariable(name), NumberStyles.Integer, CultureInfo.InvariantCulture, out var value) ? value : null;
}
