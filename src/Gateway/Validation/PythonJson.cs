using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;

namespace Periods.Gateway.Validation;

/// <summary>
/// JSON as Starlette writes it: <c>json.dumps(ensure_ascii=False, separators=(",", ":"))</c>. A number keeps the digits the client sent.
/// </summary>
internal static class PythonJson
{
    public static void Append(StringBuilder json, JsonElement value)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Object:
                AppendObject(json, value);
                break;
            case JsonValueKind.Array:
                AppendArray(json, value);
                break;
            case JsonValueKind.String:
                AppendText(json, JsonText.Decode(JsonMarshal.GetRawUtf8Value(value)[1..^1]));
                break;
            default:
                json.Append(value.GetRawText());
                break;
        }
    }

    /// <summary>A lone surrogate is passed on; the UTF-8 encoder that follows turns it into U+FFFD, which every client can read.</summary>
    public static void AppendText(StringBuilder json, string text)
    {
        json.Append('"');
        foreach (var unit in text)
        {
            _ = unit switch
            {
                '"' => json.Append("\\\""),
                '\\' => json.Append("\\\\"),
                '\n' => json.Append("\\n"),
                '\r' => json.Append("\\r"),
                '\t' => json.Append("\\t"),
                '\f' => json.Append("\\f"),
                '\b' => json.Append("\\b"),
                < ' ' => json.Append(CultureInfo.InvariantCulture, $"\\u{(int)unit:x4}"),
                _ => json.Append(unit),
            };
        }

        json.Append('"');
    }

    private static void AppendObject(StringBuilder json, JsonElement value)
    {
        // A Python dict keeps a repeated key at its first place with its last value, and so must the echo.
        var fields = new OrderedDictionary<string, JsonElement>(StringComparer.Ordinal);
        foreach (var field in value.EnumerateObject())
            fields[JsonText.Decode(JsonMarshal.GetRawUtf8PropertyName(field))] = field.Value;

        json.Append('{');
        var separator = "";
        foreach (var (name, fieldValue) in fields)
        {
            json.Append(separator);
            AppendText(json, name);
            json.Append(':');
            Append(json, fieldValue);
            separator = ",";
        }

        json.Append('}');
    }

    private static void AppendArray(StringBuilder json, JsonElement value)
    {
        json.Append('[');
        var separator = "";
        foreach (var item in value.EnumerateArray())
        {
            json.Append(separator);
            Append(json, item);
            separator = ",";
        }

        json.Append(']');
    }
}
