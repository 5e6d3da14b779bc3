using System.Text.Json;

namespace Periods.Gateway.Validation;

/// <summary>
/// The fields of an object in the body. What a reader is called decides what may be left out: plain names are required, <c>Optional…</c>
/// takes an absent field and <c>null</c> for the same thing, <c>Given…</c> tells them apart. Unknown fields are ignored.
/// </summary>
/// <remarks>The fields of an object that has been refused read as defaults and are not refused again.</remarks>
public readonly partial struct Fields
{
    private readonly Input _input;
    private readonly JsonElement _object;
    private readonly Location _at;

    internal Fields(Input input, JsonElement @object, Location at)
    {
        _input = input;
        _object = @object;
        _at = at;
    }

    public DateOnly Date(string name) => Required<DateOnly, DateRule>(name, default);

    public GivenTime DateTime(string name) => Required<GivenTime, DateTimeRule>(name, default);

    public string Text(string name, int lengthMin, int lengthMax) => Required<string, TextRule>(name, new(lengthMin, lengthMax)) ?? "";

    public string? OptionalText(string name, int lengthMax) => Read<string, TextRule>(name, new(0, lengthMax)).Value;

    /// <summary>A required word, refused as <c>enum</c>.</summary>
    public T Choice<T>(string name, Choices<T> choices)
        where T : struct =>
        Required<T, ChoiceRule<T>>(name, new(choices, choices.NotInEnum));

    /// <summary>May be left out, but <c>null</c> is not a boolean.</summary>
    public bool Flag(string name, bool fallback) => Find(name).Exists ? Required<bool, FlagRule>(name, default) : fallback;

    public Guid Uuid(string name) => Required<Guid, UuidRule>(name, default);

    public Guid? OptionalUuid(string name) => OrNull(Read<Guid, UuidRule>(name, default));

    /// <summary>The id that a client chooses for something new, which is not the nil UUID; null when it leaves that to the service.</summary>
    /// <param name="of">What it is the id of.</param>
    public Guid? OptionalNewId(string name, string of)
    {
        var id = OptionalUuid(name);
        if (id == Guid.Empty) Refuse(name, Faults.OfValue($"The nil UUID names no {of}"));
        return id;
    }

    public long Integer(string name, long ge, long le) => Required<long, IntegerRule>(name, new(ge, le));

    public long? OptionalInteger(string name, long ge, long le) => OrNull(Read<long, IntegerRule>(name, new(ge, le)));

    public Given<long> GivenInteger(string name, long ge, long le) => Read<long, IntegerRule>(name, new(ge, le));

    public decimal? OptionalNumber(string name, long ge, long le) => OrNull(Read<decimal, NumberRule>(name, new(ge, le)));

    /// <summary>Adds what no reader finds, such as a bound that depends on today, to a field that was sent; its value is echoed.</summary>
    public void Refuse(string name, Fault fault) => _input.Refuse(new(_at.Field(name), fault, Find(name)));
}
