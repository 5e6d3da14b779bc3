using System.Collections.Concurrent;
using System.Diagnostics;
using Periods.Gateway.Tests.Running;

namespace Periods.Faults.Load;

internal enum Fate
{
    /// <summary>No answer that says: it may have happened, or not.</summary>
    Unknown,

    Acknowledged,
    Refused,
}

/// <summary>A request with all its attempts, as its client saw it.</summary>
internal sealed class Entry(Request request, string client, long invoked)
{
    private readonly long _since = Stopwatch.GetTimestamp();

    public Request Request => request;

    public string Client => client;

    public string Key { get; } = $"{Guid.NewGuid():N}";

    /// <summary>Its place in the order of all invocations and answers.</summary>
    public long Invoked => invoked;

    public long? Answered { get; private set; }

    public Answer? Answer { get; private set; }

    public int Attempts { get; set; }

    public TimeSpan Took { get; private set; }

    public Fate Fate => Answer is null ? Fate.Unknown : Answer.Status is >= 200 and < 300 ? Fate.Acknowledged : Fate.Refused;

    public string? Code => Fate == Fate.Refused && Answer!.Json.TryGetProperty("code", out var code) ? code.GetString() : null;

    public void Conclude(Answer answer, long order) => (Answer, Answered, Took) = (answer, order, Stopwatch.GetElapsedTime(_since));

    public override string ToString() => $"{request}: {(Answer is null ? "no answer" : $"{Answer.Status} {Answer.Body}")} after {Attempts} attempts, key {Key}";
}

/// <summary>What clients asked and were told, kept outside the service.</summary>
internal sealed class Ledger
{
    private readonly ConcurrentQueue<Entry> _entries = new();
    private readonly ConcurrentQueue<string> _surprises = new();
    private long _order;
    private long _acknowledged;
    private long _attempts;
    private long _failures;
    private long _turnedAway;

    public IReadOnlyCollection<Entry> Entries => _entries;

    public IEnumerable<Entry> Commands => _entries.Where(e => e.Request.IsCommand);

    /// <summary>What no fault explains: a 500, another tenant's row.</summary>
    public IReadOnlyCollection<string> Surprises => _surprises;

    /// <summary>Commands answered with success so far.</summary>
    public long Acknowledged => Interlocked.Read(ref _acknowledged);

    public long Attempts => Interlocked.Read(ref _attempts);

    /// <summary>Attempts that ended without an answer that says.</summary>
    public long Failures => Interlocked.Read(ref _failures);

    /// <summary>Attempts that found nobody listening: a balancer tries the next silo, and its client never knows.</summary>
    public long TurnedAway => Interlocked.Read(ref _turnedAway);

    /// <summary>The longest a client waited for a command, all its attempts together.</summary>
    public TimeSpan Worst => Commands.Where(e => e.Answer is not null).Select(e => e.Took).DefaultIfEmpty().Max();

    /// <summary>To be called before the request leaves.</summary>
    public Entry Invoke(string client, Request request)
    {
        var entry = new Entry(request, client, Interlocked.Increment(ref _order));
        _entries.Enqueue(entry);
        return entry;
    }

    /// <summary>To be called after the answer was read.</summary>
    public void Answer(Entry entry, Answer answer)
    {
        entry.Conclude(answer, Interlocked.Increment(ref _order));
        if (entry.Request.IsCommand && entry.Fate == Fate.Acknowledged) Interlocked.Increment(ref _acknowledged);
    }

    public void Attempted(bool failed)
    {
        Interlocked.Increment(ref _attempts);
        if (failed) Interlocked.Increment(ref _failures);
    }

    public void FoundTheDoorShut() => Interlocked.Increment(ref _turnedAway);

    public void Surprise(string what) => _surprises.Enqueue(what);
}
