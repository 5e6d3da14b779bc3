namespace Periods.Simulation.Tests.Linearizability;

/// <summary>An operation as its client saw it.</summary>
/// <param name="Invoked">Its place in the order of all invocations and answers.</param>
/// <param name="Answered">Likewise; null when no answer came: it may have happened at any time after it was invoked, or never.</param>
public sealed record Occurrence<TOperation, TReply>(string Client, TOperation Operation, long Invoked, long? Answered, TReply? Reply)
    where TReply : class
{
    public override string ToString() => $"{Client}: {Operation} → {(Reply is null ? "no answer" : Reply)}  [{Invoked}..{Answered?.ToString() ?? ""}]";
}

/// <summary>Records what clients do to one object. Clients may be threads or processes' stand-ins; the order is that of the calls to this object.</summary>
public sealed class History<TOperation, TReply>
    where TReply : class
{
    private readonly Lock _gate = new();
    private readonly List<Occurrence<TOperation, TReply>> _occurrences = [];
    private long _order;

    /// <summary>To be called before the request leaves. What it returns names the operation.</summary>
    public int Invoke(string client, TOperation operation)
    {
        lock (_gate)
        {
            _occurrences.Add(new(client, operation, _order++, null, null));
            return _occurrences.Count - 1;
        }
    }

    /// <summary>To be called after the answer was read. An operation without it stays one of unknown outcome.</summary>
    public void Answer(int operation, TReply reply)
    {
        lock (_gate) _occurrences[operation] = _occurrences[operation] with { Answered = _order++, Reply = reply };
    }

    public IReadOnlyList<Occurrence<TOperation, TReply>> Occurrences
    {
        get
        {
            lock (_gate) return [.. _occurrences];
        }
    }
}
