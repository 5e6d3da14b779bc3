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

    /// <summary>Whether there is nothing to write. Written all the same, it tells whether storage works.</summary>
    public bool IsEmpty => appends.TrueForAll(static append => append.KeepsOrder);

    /// <summary>Another silo was faster since: what was reported is old.</summary>
    public void Forget()
    {
        _known.Clear();
        _answered.Clear();
    }

    public void Learn(BatchRows rows, LookedAt seen)
    {
        for (var i = 0; i < rows.Roots.Count; i++) _known[rows.Roots[i].Key] = seen.Heads[i].Head;
        for (var i = 0; i < rows.Answers.Count; i++)
            if (seen.Answered[i]) _answered.Add((rows.Roots[rows.Answers[i].Root].Key, rows.Answers[i].Answer.CommandKey));
    }

    /// <summary>The rows of the appends that fit, as far as is known.</summary>
    public BatchRows Fit()
    {
        var rows = new BatchRows();
        foreach (var append in appends)
        {
            append.Fits = !append.KeepsOrder && Fits(rows, append.Parts);
            if (!append.Fits) continue;
            foreach (var part in append.Parts) rows.Add(part);
        }
        return rows;
    }

    private bool Fits(BatchRows rows, IReadOnlyList<EntityAppend> parts)
    {
        for (var i = 0; i < parts.Count; i++)
            if (!Fits(rows, parts[i])) return false;
        return true;
    }

    private bool Fits(BatchRows rows, EntityAppend part)
    {
        if (rows.TryGetHead(part.Key, out var head) || _known.TryGetValue(part.Key, out head))
            if (part.Expected != head) return false;
        return part.Answer is not { } answer || (!_answered.Contains((part.Key, answer.CommandKey)) && !rows.IsAnswered(part.Key, answer.CommandKey));
    }
}
