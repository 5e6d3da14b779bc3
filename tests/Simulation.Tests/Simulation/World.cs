namespace Periods.Simulation.Tests.Simulation;

/// <summary>
/// Everything that happens in a schedule, one thing after the other, in an order that the seed decides. Time is a number that jumps from event to event.
/// </summary>
internal sealed class World(int seed)
{
    private const long EventsMax = 200_000;

    private readonly PriorityQueue<(Lane Lane, Action Run), (long Due, int Tie)> _events = new();

    public Random Random { get; } = new(seed);

    public long Now { get; private set; }

    /// <summary>Whether faults still happen.</summary>
    public bool IsStormy { get; set; } = true;

    /// <summary>The network and the journal's machine: never paused, never killed.</summary>
    public Lane Outside => field ??= new Lane(this);

    public bool Chance(int percent) => IsStormy && Random.Next(100) < percent;

    public Guid NewId()
    {
        Span<byte> bytes = stackalloc byte[16];
        Random.NextBytes(bytes);
        return new Guid(bytes);
    }

    public void After(Lane lane, long delay, Action run) => _events.Enqueue((lane, run), (Now + delay, Random.Next()));

    public Task Pause(Lane lane, long delay)
    {
        var done = new TaskCompletionSource();
        After(lane, delay, done.SetResult);
        return done.Task;
    }

    /// <summary>Until nothing is left to happen.</summary>
    public void Run()
    {
        var outer = SynchronizationContext.Current;
        try
        {
            for (var count = 0L; _events.TryDequeue(out var next, out var at); count++)
            {
                if (count > EventsMax) throw new Violation($"nothing came to rest within {EventsMax} events");
                Now = Math.Max(Now, at.Due);
                if (!next.Lane.IsAlive) continue;
                if (next.Lane.PausedUntil > Now)
                {
                    After(next.Lane, next.Lane.PausedUntil - Now + Random.Next(3), next.Run);
                    continue;
                }
                SynchronizationContext.SetSynchronizationContext(next.Lane);
                next.Run();
            }
        }
        finally
        {
            SynchronizationContext.SetSynchronizationContext(outer);
        }
    }
}

/// <summary>A process, or a client: what continues in it continues in some order, a little later, and not at all once it is dead.</summary>
internal sealed class Lane(World world) : SynchronizationContext
{
    public bool IsAlive { get; private set; } = true;

    public long PausedUntil { get; set; }

    public void Kill() => IsAlive = false;

    public override void Post(SendOrPostCallback d, object? state) => world.After(this, world.Random.Next(3), () => d(state));

    public override void Send(SendOrPostCallback d, object? state) => throw new NotSupportedException("Nothing waits for another lane");

    public override SynchronizationContext CreateCopy() => this;
}

/// <summary>A promise was broken.</summary>
internal sealed class Violation(string what) : Exception(what);
