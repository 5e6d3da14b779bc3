using System.Runtime.CompilerServices;
using Periods.Grains.Closing;
using Periods.Grains.Journal;

namespace Periods.Grains.Scoring;

/// <summary>The versions of a period's score, folded from its journal: the same for everybody who folds it, whenever.</summary>
internal sealed class ScoreFold(IJournal journal, PeriodModel model, EntityKey period)
{
    private PeriodState _state = PeriodState.Initial(period);
    private long _version;

    /// <summary>Each version of the score in the events not yet folded, oldest first.</summary>
    /// <param name="known">The last version that whoever asks has without being told here; 0: none. Of many events, those that led to no later one are not read.</param>
    public async IAsyncEnumerable<ScoreView> Advance(Func<long> known, [EnumeratorCancellation] CancellationToken stop)
    {
        while (true)
        {
            var (read, hasLeapt) = (0, false);
            await foreach (var happened in journal.Read(period, _version, stop))
            {
                var before = _state.Gauge.Version;
                _state = model.Fold(_state, happened);
                _version = happened.Version;
                if (_state.Gauge.Version != before) yield return PeriodReplies.Score(_state);
                if (++read == Limits.SnapshotEvery && (hasLeapt = await Leap(known()))) break;
            }
            if (!hasLeapt) yield break;
        }
    }

    /// <summary>Goes on at the snapshot, when that lies ahead and no version up to there is missed.</summary>
    private async Task<bool> Leap(long known)
    {
        if (known == 0 || (await journal.Load(period)).Snapshot is not { } snapshot || snapshot.Head.Version <= _version) return false;
        if (model.StateOf(snapshot) is not { } state || state.Gauge.Version > known) return false;
        (_state, _version) = (state, snapshot.Head.Version);
        return true;
    }
}
