using Periods.Closing;
using Periods.Simulation.Tests.Linearizability;

namespace Periods.Simulation.Tests.Simulation;

/// <summary>A client that sends commands to any silo, does not wait for ever, and retries with the same key.</summary>
/// <param name="closing">Month end: nothing but entries, and closes and reopens against them.</param>
internal sealed class Client(World world, Cluster cluster, Record record, string name, Guid user, bool closing)
{
    private const int AttemptsMax = 6;

    private static readonly string[] NotKnown = ["overloaded", "storage_unavailable", "contended", "idempotency_key_in_flight"];

    private readonly List<Request> _answered = [];
    private int _count;

    public Lane Lane { get; } = new(world);

    public async Task Live(int operations)
    {
        await world.Pause(Lane, world.Random.Next(60));
        for (var i = 0; i < operations; i++)
        {
            if (_answered.Count > 0 && world.Random.Next(12) == 0) await Reuse(_answered[world.Random.Next(_answered.Count)]);
            else await Do(cluster.Slots[world.Random.Next(cluster.Slots.Length)]);
            await world.Pause(Lane, world.Random.Next(40));
        }
    }

    /// <summary>Everybody's last look, when the storm is over.</summary>
    public async Task Look(SimulatedSilo silo, Slot slot)
    {
        await Finish(New(slot, new PeriodOperation.GetStatus()), () => silo);
        if (slot.Id is not null) await Finish(New(slot, new PeriodOperation.GetScore()), () => silo);
    }

    private Task Do(Slot slot)
    {
        var request = New(slot, Any(slot.Id is not null));
        return Finish(request, cluster.Any);
    }

    private async Task Finish(Request request, Func<SimulatedSilo> silo)
    {
        var operation = request.Slot.History.Invoke(name, request.Operation);
        if (request.IsCommand) record.Sent(request);
        for (var attempt = 0; attempt < AttemptsMax; attempt++)
        {
            if (await Ask(silo(), request) is { } told && !NotKnown.Contains(told.Reply.Code))
            {
                // Only a key makes a refusal last: without one an earlier attempt may still be on its way, and be taken.
                if (attempt > 0 && request is { IsCommand: true, Key: null } && told.Reply.Code is not null) return;
                request.Slot.History.Answer(operation, told.Reply);
                if (!request.IsCommand) return;
                record.Acknowledged(request, told.Reply);
                if (request.Key is not null) _answered.Add(request);
                return;
            }
            if (request is { IsCommand: true, Key: null } && request.Operation is not PeriodOperation.Post { HasId: true }) return;
            await world.Pause(Lane, world.Random.Next(50));
        }
    }

    /// <summary>An answered key again, for something else: refused, whatever silo is asked.</summary>
    private async Task Reuse(Request answered)
    {
        var other = answered with { Tag = Tag(), Key = answered.Key! with { Fingerprint = (UInt128)world.Random.NextInt64() << 64 } };
        record.Reused(other);
        if (await Ask(cluster.Any(), other) is not { } told || NotKnown.Contains(told.Reply.Code)) return;
        if (told.Reply.Code != "idempotency_key_reused")
            throw new Violation($"{answered.Tag} was answered under its key, and yet {other.Tag} with the same key and another body was told {told.Reply}");
    }

    private Task<Told?> Ask(SimulatedSilo silo, Request request)
    {
        var done = new TaskCompletionSource<Told?>(TaskCreationOptions.RunContinuationsAsynchronously);
        var newId = world.NewId();
        world.After(silo.Lane, world.Random.Next(1, 10), async () =>
        {
            var told = await request.Send(silo, newId);
            record.Told(request, told);
            world.After(Lane, world.Random.Next(1, 10), () => done.TrySetResult(told));
        });
        world.After(Lane, world.IsStormy ? world.Random.Next(30, 250) : 5_000, () => done.TrySetResult(null));
        return done.Task;
    }

    private Request New(Slot slot, PeriodOperation operation)
    {
        var tag = Tag();
        // What leaves no text in the journal is found by its key.
        var keyed = operation is PeriodOperation.Report or PeriodOperation.Revoke or PeriodOperation.Withdraw or PeriodOperation.Create || world.Random.Next(4) > 0;
        var isRead = operation is PeriodOperation.GetStatus or PeriodOperation.GetScore;
        return new Request(cluster.Business, slot, operation, user, tag, keyed && !isRead ? new CommandKey(tag, (UInt128)world.Random.NextInt64()) : null);
    }

    private string Tag() => $"{name}.{++_count};";

    private PeriodOperation Any(bool exists) => exists && closing ? EntryOrClose() : (exists ? world.Random.Next(23) : world.Random.Next(3)) switch
    {
        0 => new PeriodOperation.Close(),
        1 => new PeriodOperation.Create(),
        2 or 3 => new PeriodOperation.GetStatus(),
        4 => new PeriodOperation.Close(),
        5 or 6 => new PeriodOperation.Reopen(),
        7 => new PeriodOperation.Lock(),
        8 or 9 or 10 => new PeriodOperation.SignOff(name, (ReviewRole)world.Random.Next(4)),
        11 => new PeriodOperation.Revoke(name, (ReviewRole)world.Random.Next(4)),
        12 or 13 => new PeriodOperation.Acknowledge(world.Random.Next(5)),
        14 => new PeriodOperation.Withdraw(world.Random.Next(5)),
        15 or 16 => new PeriodOperation.Report(new Feed(Transactions: 10, Unreviewed: world.Random.Next(12), Reconciled: new(4, world.Random.Next(5)))),
        17 or 18 => new PeriodOperation.Post(HasId: true),
        19 => new PeriodOperation.Post(HasId: false),
        _ => new PeriodOperation.GetScore(),
    };

    private PeriodOperation EntryOrClose() => world.Random.Next(10) switch
    {
        0 or 1 => new PeriodOperation.Close(),
        2 => new PeriodOperation.Reopen(),
        3 => new PeriodOperation.GetStatus(),
        4 => new PeriodOperation.Lock(),
        var n => new PeriodOperation.Post(HasId: n > 6),
    };
}
