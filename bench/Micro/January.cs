using Periods.Closing;
using Periods.Grains.Closing;
using Periods.Grains.Entities;
using Periods.Grains.Scoring;
using Periods.Scoring;

namespace Periods.Micro;

/// <summary>A month as it is halfway through its close: inputs reported, two steps acknowledged, one signature.</summary>
internal sealed class January : INotices
{
    public static readonly EntityKey Key = EntityKey.ForPeriod(new("3b5c1d7e-0a52-4f7e-9d30-6f1d2f1d0ace"), new("a4f7c2d8-55f0-4ad0-8c2b-1d2e3f405101"));
    public static readonly Stamp Now = new(new(2026, 2, 3, 8, 0, 0, 123, 456, TimeSpan.Zero), new("00c0ffee-0000-4000-8000-00000000000a"));
    public static readonly SignOff Command = new(new Caller(Key.Business, Now.Actor), new("5160ff00-0000-4000-8000-000000000001"), ReviewRole.Reviewer, "agrees with the ledger");

    private static readonly PeriodEvent[] Past =
    [
        new Opened(new(2026, 1, 1), new(2026, 1, 31)),
        new InputsReported(new(1000, 40, 25, new(8, 7), new(0, 1, 2))),
        new StepAcknowledged(new("ac000000-0000-4000-8000-000000000001"), Checklist.Steps[0], null),
        new StepAcknowledged(new("ac000000-0000-4000-8000-000000000002"), Checklist.Steps[1], "looked at all"),
        new SignedOff(new("5160ff00-0000-4000-8000-000000000000"), ReviewRole.Preparer, null, 80.1m, new string('a', 64)),
    ];

    public January()
    {
        Model = new PeriodModel(this);
        State = Past.Aggregate(Model.Initial(Key), (state, e) => Model.Evolve(state, e, StampOf(Model.NameOf(e))));
        SignedOff = PeriodRules.SignOff(State, Command, Now).Events[0];
        Data = Model.Encode(SignedOff);
    }

    public PeriodModel Model { get; }

    public PeriodState State { get; }

    /// <summary>What <see cref="Command"/> comes to.</summary>
    public PeriodEvent SignedOff { get; }

    /// <summary>As it is stored.</summary>
    public byte[] Data { get; }

    public static EventStamp StampOf(string type) => new(Now.At, Now.Actor, 6, type);

    void INotices.Publish(ScoreNotice notice)
    {
    }
}
