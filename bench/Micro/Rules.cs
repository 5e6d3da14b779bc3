using BenchmarkDotNet.Attributes;
using Periods.Grains.Closing;
using Periods.Grains.Journal;
using Periods.Grains.Scoring;

namespace Periods.Micro;

/// <summary>A sign-off between request and journal.</summary>
public class Rules
{
    private readonly January _january = new();

    [Benchmark(Description = "decide a sign-off")]
    public object Decide() => PeriodRules.SignOff(_january.State, January.Command, January.Now);

    [Benchmark(Description = "evolve a sign-off, score included")]
    public object Evolve() => _january.Model.Evolve(_january.State, _january.SignedOff, January.StampOf("signed-off.v1"));

    [Benchmark(Description = "compute a score")]
    public int Score() => ScoreRules.Compute(_january.State.Facts).Coverage;

    [Benchmark(Description = "a score with its components")]
    public object Components() => PeriodReplies.Score(_january.State);

    [Benchmark(Description = "event to JSON")]
    public object Encode() => _january.Model.Encode(_january.SignedOff);

    [Benchmark(Description = "event from JSON")]
    public object Decode() => _january.Model.Decode("signed-off.v1", _january.Data);

    [Benchmark(Description = "hash of the event chain")]
    public object Chain() => EventChain.Hash(January.Key, 6, "signed-off.v1", January.Now.At, January.Now.Actor, null, _january.Data, EventChain.Genesis);
}
