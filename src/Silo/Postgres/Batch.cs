using Periods.Grains.Journal;

namespace Periods.Silo.Postgres;

/// <summary>
/// Decides which appends of a batch fit, one after the other as they came. What the journal's heads are is not known here: the first append of an entity is taken at
/// its word, the statement checks that, and when it was wrong the heads it reports are used instead.
/// </summary>
internal sealed class Batch(List<PendingAppend> appends)
{
    private readonly Dictionary<EntityKey, EntityHead> _known = [];
    private readonly HashSet<(EntityKey, string)> _answered = [];

    public List<PendingAppend> Appends => appends;

    /// <summary>Another silo was faster since: what was reported is old.</summary>
    public void Forget()
    {
        _known.Clear();
        _answered.Clear();
    }

    public void Learn(BatchRows rows, long[] versions, byte[][] hashes, bool[]? answered)
    {
        for (var i = 0; i < rows.Roots.Count; i++) _known[rows.Roots[i].Key] = new EntityHead(versions[i], hashes[i]);
        for (var i = 0; i < rows.Answers.Count; i++)
            if (answered![i]) _answered.Add((rows.Roots[rows.Answers[i].Entity].Key, rows.Answers[i].Answer.CommandKey));
    }

    /// <summary>The rows of the appends that fit, as far as is known.</summary>
    public BatchRows Fit()
    {
        var rows = new BatchRows();
        foreach (var append in appends)
        {
            append.Fits = append.Parts.All(part => Fits(rows, part));
            if (!append.Fits) continue;
            foreach (var part in append.Parts) rows.Add(part);
        }
        return rows;
    }

    private bool Fits(BatchRows rows, EntityAppend part)
    {
        if (rows.TryGetHead(part.Key, out var head) || _known.TryGetValue(part.Key, out head))
            if (part.Expected.Version != head.Version || !part.Expected.Hash.AsSpan().SequenceEqual(head.Hash)) return false;
        return part.Answer is not { } answer || (!_answered.Contains((part.Key, answer.CommandKey)) && !rows.IsAnswered(part.Key, answer.CommandKey));
    }
}
