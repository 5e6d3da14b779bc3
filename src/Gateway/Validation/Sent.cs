using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;

namespace Periods.Gateway.Validation;

/// <summary>
/// A value as the client sent it: a string from path, query or header, or any JSON value of the body. Rules read it, problems echo it.
/// </summary>
public readonly struct Sent
{
    public static readonly Sent Null = new(JsonElement.Parse("null"));
    internal static readonly Sent EmptyObject = new(JsonElement.Parse("{}"));

    private readonly JsonElement _json;
    private readonly string? _text;

    public Sent(string text) => _text = text;

    internal Sent(JsonElement json) => _json = json;

    internal JsonValueKind Kind => _text is null ? _json.ValueKind : JsonValueKind.String;

    /// <summary>false of a field that is not there at all.</summary>
    internal bool Exists => Kind != JsonValueKind.Undefined;

    /// <summary>Only of a list.</summary>
    internal int Count => _json.GetArrayLength();

    /// <summary>Only of a list.</summary>
    internal JsonElement.ArrayEnumerator Items => _json.EnumerateArray();

    /// <summary>Of anything but an object: fields that read as defaults.</summary>
    internal Fields FieldsOf(Input input, Location at) => new(input, _json, at);

    /// <summary>Only of a number: the digits as they stood in the body.</summary>
    internal string Number => _json.GetRawText();

    /// <summary>The string, well formed; <paramref name="otherwise"/> when it is no string.</summary>
    internal Reading<string> Text(Fault otherwise)
    {
        if (Kind != JsonValueKind.String) return otherwise;
        var text = _text ?? JsonText.Decode(JsonMarshal.GetRawUtf8Value(_json)[1..^1]);
        return UnicodeText.IsWellFormed(text) ? text : Faults.NotUnicode;
    }

    internal void AppendTo(StringBuilder json)
    {
        if (_text is null)
            PythonJson.Append(json, _json);
        else
            PythonJson.AppendText(json, _text);
    }
}
