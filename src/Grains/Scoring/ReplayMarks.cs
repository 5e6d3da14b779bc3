using Periods.Grains.Closing;
using Periods.Grains.Journal;

namespace Periods.Grains.Scoring;

/// <summary>
/// How far those have come who read one history at the same time. Each goes on where the furthest is, as long as its client has seen all up to there: what none of them has
/// to tell is read once for all. Let go with the last of them.
/// </summary>
internal sealed class ReplayMarks
{
    private readonly Lock _gate = new();
    private readonly List<ReplayMark> _marks = [];

    /// <summary>Events between two marks at least, but for the last: twice as many whenever there are too many marks.</summary>
    private long _apart = Limits.ReplayEventsPerTurn;
    private int _readers;

    public void Join()
    {
        lock (_gate) _readers++;
    }

    public void Leave()
    {
        lock (_gate)
            if (--_readers == 0) Forget();
    }

    /// <summary>What was read turned out not to be what the journal has.</summary>
    public void Forget()
    {
        lock (_gate)
        {
            _marks.Clear();
            _apart = Limits.ReplayEventsPerTurn;
        }
    }

    /// <summary>The furthest one ahead up to which no version is missed; null when there is none.</summary>
    public ReplayMark? Ahead(EntityHead head, long known)
    {
        lock (_gate) return _marks.FindLast(mark => mark.State.Gauge.Version <= known) is { } mark && mark.Head.Version > head.Version ? mark : null;
    }

    public void Keep(ReplayMark mark)
    {
        lock (_gate)
        {
            if (_marks.Count > 0 && mark.Head.Version <= _marks[^1].Head.Version) return;
            if (_marks.Count > 1 && _marks[^1].Head.Version - _marks[^2].Head.Version < _apart) _marks.RemoveAt(_marks.Count - 1);
            _marks.Add(mark);
            if (_marks.Count <= Limits.ReplayMarksKept) return;
            for (var i = _marks.Count - 2; i >= 0; i -= 2) _marks.RemoveAt(i);
            _apart *= 2;
        }
    }
}

/// <summary>A period as it was when the history up to a head was read.</summary>
internal sealed record ReplayMark(PeriodState State, EntityHead Head);
