namespace Periods.Gateway.Validation;

/// <summary>What a rule made of a value: the value, or the fault that stands in its way.</summary>
internal readonly struct Reading<T>
{
    private Reading(T? value, Fault? fault)
    {
        Value = value;
        Fault = fault;
    }

    /// <summary>Meaningful only without a fault.</summary>
    public T? Value { get; }

    public Fault? Fault { get; }

    public static implicit operator Reading<T>(T value) => new(value, null);

    public static implicit operator Reading<T>(Fault fault) => new(default, fault);
}

/// <summary>
/// Reads one kind of value, whichever part of the request it came from. Rules are structs, so that having one costs no allocation.
/// </summary>
internal interface IRule<T>
{
    Reading<T> Read(Sent sent);
}
