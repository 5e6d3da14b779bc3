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
    public async IAsyncEnumerable<ScoreView> Advance([EnumeratorCancellation] CancellationToken stop)
    {
        await foreach (var happened in journal.Read(period, _version, stop))
        {
            var before = _state.Gauge.Version;
            _state = model.Fold(_state, happened);
            _version = happened.Version;
            if (_state.Gauge.Version != before) yield return PeriodReplies.Score(_state);
        }
    }
}
