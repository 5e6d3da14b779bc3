using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;

namespace Periods.Gateway.Validation;

/// <content>How every reader finds its field and applies its rule.</content>
public readonly partial struct Fields
{
    private bool IsRefused => _object.ValueKind != JsonValueKind.Object;

    private static T? OrNull<T>(Given<T> given)
        where T : struct =>
        given.HasValue ? given.Value : null;

    private T? Required<T, TRule>(string name, TRule rule)
        where TRule : struct, IRule<T>
    {
        var sent = FindRequired(name);
        return sent.Exists ? Apply<T, TRule>(sent, _at.Field(name), rule).Value : default;
    }

    private Given<T> Read<T, TRule>(string name, TRule rule)
        where TRule : struct, IRule<T>
    {
        var sent = Find(name);
        if (!sent.Exists) return Given<T>.Absent;
        return sent.Kind == JsonValueKind.Null ? Given<T>.Null : Apply<T, TRule>(sent, _at.Field(name), rule);
    }

    private Given<T> Apply<T, TRule>(Sent sent, Location at, TRule rule)
        where TRule : struct, IRule<T>
    {
        var reading = rule.Read(sent);
        if (reading.Fault is null) return Given<T>.Of(reading.Value!);
        _input.Refuse(new(at, reading.Fault, sent));
        return Given<T>.Absent;
    }

    private Sent FindRequired(string name)
    {
        var sent = Find(name);

        // Of a missing field the contract echoes what it is missing from.
        if (!sent.Exists && !IsRefused) _input.Refuse(new(_at.Field(name), Faults.Missing, new Sent(_object)));
        return sent;
    }

    // Of a repeated name the last one counts. JsonElement's own look-up is not used: it throws on the escape of a lone surrogate.
    private Sent Find(string name)
    {
        if (IsRefused) return default;
        var found = default(Sent);
        foreach (var field in _object.EnumerateObject())
            if (IsNamed(JsonMarshal.GetRawUtf8PropertyName(field), name)) found = new Sent(field.Value);
        return found;
    }

    private static bool IsNamed(ReadOnlySpan<byte> raw, string name) =>
        raw.Contains((byte)'\\') ? JsonText.Decode(raw) == name : Ascii.Equals(raw, name);
}
