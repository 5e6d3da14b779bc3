using Periods.Grains.Journal;

namespace Periods.Grains.Audit;

/// <summary>One entity's part of the log, read in one direction, in portions: of small events some at once, of large ones twice as many as before, so that no more is read ahead than was taken.</summary>
internal sealed class AuditStream(VersionSlice slice, bool backwards)
{
    private const int PortionMax = 64;

    /// <summary>Of events as large as those before.</summary>
    private const int PortionBytes = 8 * 1024;

    private IReadOnlyList<JournalEvent> _read = [];
    private int _next;
    private int _portion = 1;

    public EntityKey Key => slice.Key;

    public JournalEvent Next => _read[_next];

    /// <summary>What was read of it, taken or not, but for the first event.</summary>
    public long BytesRead { get; private set; }

    /// <summary>The first event of each; those that have none are left out.</summary>
    public static async Task<List<AuditStream>> Open(IJournal journal, IReadOnlyList<VersionSlice> slices, bool backwards)
    {
        var streams = new List<AuditStream>(slices.Count);
        var firsts = await journal.ReadSlices(slices, 1, backwards);
        for (var i = 0; i < slices.Count; i++)
            if (firsts[i].Count > 0) streams.Add(new(slices[i], backwards) { _read = firsts[i] });
        return streams;
    }

    /// <summary>Goes on behind <see cref="Next"/>; false at the end.</summary>
    public async ValueTask<bool> Advance(IJournal journal)
    {
        var passed = Next.Version;
        if (++_next < _read.Count) return true;
        slice = backwards ? slice with { UpTo = passed - 1 } : slice with { After = passed };
        if (slice.IsEmpty) return false;
        _portion = Math.Min(Math.Max(2 * _portion, PortionBytes / Math.Max(SizeOf(_read) / _read.Count, 1)), PortionMax);
        (_read, _next) = ((await journal.ReadSlices([slice], _portion, backwards))[0], 0);
        BytesRead += SizeOf(_read);
        return _read.Count > 0;
    }

    private static int SizeOf(IReadOnlyList<JournalEvent> events)
    {
        var bytes = 0;
        foreach (var e in events) bytes += e.Data.Length + (e.Context.Replaced?.Length ?? 0);
        return bytes;
    }
}
