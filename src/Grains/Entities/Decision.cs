namespace Periods.Grains.Entities;

/// <summary>When a command is decided, and by whom it was sent: all a rule knows of the world.</summary>
public readonly record struct Stamp(DateTimeOffset At, Guid Actor, Origin Origin = default);

/// <summary>What a rule makes of a command: events, or nothing because it is done already, or a refusal.</summary>
public readonly record struct Decision<TEvent>(IReadOnlyList<TEvent> Events, Refusal? Refusal)
{
    public static readonly Decision<TEvent> AlreadyDone = new([], null);

    public static implicit operator Decision<TEvent>(TEvent accepted) => new([accepted], null);

    public static implicit operator Decision<TEvent>(Refusal refusal) => new([], refusal);

    public static implicit operator Decision<TEvent>(RefusalCode code) => new([], new Refusal(code));
}
