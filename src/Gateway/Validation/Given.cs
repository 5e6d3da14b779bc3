namespace Periods.Gateway.Validation;

/// <summary>A field of a partial update: left out (leave it as it is), an explicit <c>null</c> (clear it), or a value (set it).</summary>
public readonly record struct Given<T>
{
    private Given(bool isPresent, bool hasValue, T? value)
    {
        IsPresent = isPresent;
        HasValue = hasValue;
        Value = value;
    }

    public static Given<T> Absent => default;

    public static Given<T> Null => new(true, false, default);

    /// <summary>The client named the field, with a value or with <c>null</c>.</summary>
    public bool IsPresent { get; }

    public bool HasValue { get; }

    /// <summary>Meaningful only with <see cref="HasValue"/>; otherwise the default of its type.</summary>
    public T? Value { get; }

    public static Given<T> Of(T value) => new(true, true, value);
}
