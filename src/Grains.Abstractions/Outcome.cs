namespace Periods;

/// <summary>What a grain answers: a value, or the refusal with the highest rank. Never an exception.</summary>
/// <param name="Value">Set when the command was accepted (or had been before).</param>
/// <param name="Refusal">Set when it was not; then nothing changed.</param>
public readonly record struct Outcome<T>(T? Value, Refusal? Refusal)
    where T : class
{
    public static implicit operator Outcome<T>(T value) => new(value, null);

    public static implicit operator Outcome<T>(Refusal refusal) => new(null, refusal);

    public static implicit operator Outcome<T>(RefusalCode code) => new(null, new Refusal(code));
}
