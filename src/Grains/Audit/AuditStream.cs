using Periods.Grains.Journal;

namespace Periods.Grains.Audit;

/// <summary>One entity's part of the log, read in portions in one direction.</summary>
internal sealed class AuditStream(VersionSlice slice, bool backwards)
{
    private const int Portion = 64;

    private IReadOnlyList<JournalEvent> _read = [];
    private int _next;

    public EntityKey Key => slice.Key;

    public JournalEvent Next => _read[_next];

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
        (_read, _next) = ((await journal.ReadSlices([slice], Portion, backwards))[0], 0);
        return _read.Count > 0;
    }
}
