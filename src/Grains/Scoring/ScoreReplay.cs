using System.Runtime.CompilerServices;
using Periods.Grains.Closing;
using Periods.Grains.Journal;

namespace Periods.Grains.Scoring;

/// <summary>
/// The versions of a period's score, folded from its journal: the same for everybody who folds it, whenever. Notes, which can be nearly all of a period, are
/// left out: no score depends on them, and what is watched is evicted by nothing.
/// </summary>
internal sealed class ScoreReplay(IJournal journal, PeriodModel model, EntityKey period)
{
    private EntityHead _head = EntityHead.None;

    /// <summary>Events read since the newest snapshot there was; null when it did not begin with one.</summary>
    private int? _sinceSnapshot;

    /// <summary>What is folded, without notes.</summary>
    public PeriodState State { get; private set; } = PeriodState.Initial(period);

    /// <summary>Whether it reads much, as far as can be known before.</summary>
    public bool IsLong => !(_sinceSnapshot < Limits.ReplayEventsPerTurn);

    /// <summary>The last version of the score in what is folded.</summary>
    public long Version => State.Gauge.Version;

    /// <summary>Begins with the newest snapshot, when no version up to there is missed, instead of the first event: the score as it stands there; else null.</summary>
    public async Task<ScoreView?> Begin(long known) => await Leap(known) ? PeriodReplies.Score(State) : null;

    /// <summary>Each version of the score in the events not yet folded, oldest first.</summary>
    /// <param name="known">The last version that whoever asks has without being told here; 0: none. Of many events, those that led to no later one are not read.</param>
    public async IAsyncEnumerable<ScoreView> Advance(Func<long> known, [EnumeratorCancellation] CancellationToken stop)
    {
        while (true)
        {
            var (read, hasLeapt) = (0, false);
            await foreach (var happened in Following(stop))
            {
                var before = State.Gauge.Version;
                (State, _head) = (Fold(happened), HeadAt(happened));
                if (State.Gauge.Version != before) yield return PeriodReplies.Score(State);
                if (++read == Limits.SnapshotEvery && (hasLeapt = await Leap(known()))) break;
            }
            if (!hasLeapt) yield break;
        }
    }

    /// <summary>The same for what one turn has time for: the versions of the score in the next events that are missed, oldest first, and whether there may be more.</summary>
    /// <param name="known">All versions up to here are known.</param>
    public async Task<(IReadOnlyList<ScoreView> Missed, bool IsMore)> ReadOn(long known, ReplayMarks marks, CancellationToken stop)
    {
        if (marks.Ahead(_head, known) is { } mark) (State, _head) = (mark.State, mark.Head);
        var (read, missed) = (0, new List<ScoreView>());
        try
        {
            await foreach (var happened in Following(stop))
            {
                var before = State.Gauge.Version;
                (State, _head) = (Fold(happened), HeadAt(happened));
                _sinceSnapshot++;
                if (State.Gauge.Version != before && State.Gauge.Version > known) missed.Add(PeriodReplies.Score(State));
                if (++read == Limits.SnapshotEvery && missed.Count == 0 && await Leap(known)) return (missed, true);
                if (read < Limits.ReplayEventsPerTurn && missed.Count < Limits.ReplayChangesPerTurn) continue;
                marks.Keep(new(State, _head));
                return (missed, true);
            }
        }
        catch (HistoryUnreadableException)
        {
            marks.Forget();
            throw;
        }
        return (missed, false);
    }

    /// <summary>Goes on at the snapshot, when that lies ahead and no version up to there is missed.</summary>
    private async Task<bool> Leap(long known)
    {
        if (known == 0 || (await journal.Load(period)).Snapshot is not { } snapshot || snapshot.Head.Version <= _head.Version) return false;
        if (model.StateOf(snapshot) is not { } state || state.Gauge.Version > known) return false;
        (State, _head, _sinceSnapshot) = (state.WithoutNotes(), snapshot.Head, 0);
        return true;
    }

    /// <summary>
    /// The events not yet folded. The last one that is folded is read again: a journal that was restored, or lost its end with a server, has another in its place, or none.
    /// </summary>
    private async IAsyncEnumerable<JournalEvent> Following([EnumeratorCancellation] CancellationToken stop)
    {
        var isThere = _head.Version == 0;
        await foreach (var happened in journal.Read(period, Math.Max(_head.Version - 1, 0), stop))
        {
            if (isThere ? !EventChain.Follows(period, _head, happened) : HeadAt(happened) != _head) throw Broken();
            if (isThere) yield return happened;
            isThere = true;
        }
        if (!isThere) throw Broken();
    }

    private PeriodState Fold(JournalEvent recorded) => model.Fold(State, recorded, model.Decode(recorded.Type, recorded.Data) switch
    {
        SignedOff signed => signed with { Notes = null },
        StepAcknowledged acknowledged => acknowledged with { Notes = null },
        var other => other,
    });

    private static EntityHead HeadAt(JournalEvent happened) => new(happened.Version, happened.Hash);

    private HistoryUnreadableException Broken() => new($"What the journal holds does not follow what was read up to version {_head.Version}.");
}
