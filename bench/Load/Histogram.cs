using System.Numerics;

namespace Periods.Load;

/// <summary>Latencies in microseconds, to within 1.6 %: 64 steps to each doubling.</summary>
public sealed class Histogram
{
    private const int StepBits = 6;
    private const int Steps = 1 << StepBits;

    private readonly long[] _counts = new long[(64 - StepBits) * Steps];

    public long Count { get; private set; }

    public void Add(long us)
    {
        _counts[IndexOf((ulong)us)]++;
        Count++;
    }

    /// <summary>The latency that so large a share of requests did not exceed; 0 when there were none.</summary>
    public long At(double share)
    {
        var rank = (long)Math.Ceiling(Count * share);
        var seen = 0L;
        for (var i = 0; i < _counts.Length && Count > 0; i++)
        {
            seen += _counts[i];
            if (seen >= rank) return UpperBoundOf(i);
        }
        return 0;
    }

    private static int IndexOf(ulong us)
    {
        if (us < Steps) return (int)us;
        var shift = BitOperations.Log2(us) - StepBits;
        return (shift + 1) * Steps + (int)(us >> shift) - Steps;
    }

    private static long UpperBoundOf(int index)
    {
        if (index < Steps) return index;
        var shift = index / Steps - 1;
        return ((long)(index % Steps + Steps + 1) << shift) - 1;
    }
}
