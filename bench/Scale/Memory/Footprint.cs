using System.Globalization;

namespace Periods.Scale.Memory;

/// <summary>What the process holds: managed memory that is in use, and pages that are resident.</summary>
internal readonly record struct Footprint(long Heap, long Resident)
{
    /// <summary>After everything that nobody holds is gone.</summary>
    public static Footprint Settled()
    {
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        GC.WaitForPendingFinalizers();
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        return new(GC.GetTotalMemory(forceFullCollection: false), ResidentOf("self"));
    }

    /// <param name="process">Its id, or "self".</param>
    public static long ResidentOf(string process)
    {
        var line = File.ReadLines($"/proc/{process}/status").First(l => l.StartsWith("VmRSS:", StringComparison.Ordinal));
        return long.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[^2], CultureInfo.InvariantCulture) * 1024;
    }

    public static Footprint operator -(Footprint after, Footprint before) => new(after.Heap - before.Heap, after.Resident - before.Resident);
}
