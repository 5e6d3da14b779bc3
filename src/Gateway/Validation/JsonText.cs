using System.Globalization;
using System.Text;

namespace Periods.Gateway.Validation;

/// <summary>The inside of a JSON string as text.</summary>
internal static class JsonText
{
    /// <summary>
    /// Decodes what stands between the quotes of an already accepted JSON string.
    /// <c>JsonElement.GetString</c> throws on the escape of a lone surrogate; here it stays in the text, for the rules to refuse.
    /// </summary>
    public static string Decode(ReadOnlySpan<byte> raw)
    {
        var escape = raw.IndexOf((byte)'\\');
        if (escape < 0) return Encoding.UTF8.GetString(raw);

        var text = new StringBuilder(raw.Length);
        while (escape >= 0)
        {
            text.Append(Encoding.UTF8.GetString(raw[..escape]));
            raw = raw[(escape + 1)..];
            if (raw[0] == 'u')
            {
                text.Append((char)ushort.Parse(raw.Slice(1, 4), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture));
                raw = raw[5..];
            }
            else
            {
                text.Append(Unescape(raw[0]));
                raw = raw[1..];
            }

            escape = raw.IndexOf((byte)'\\');
        }

        return text.Append(Encoding.UTF8.GetString(raw)).ToString();
    }

    private static char Unescape(byte escaped) => (char)escaped switch
    {
        'b' => '\b',
        'f' => '\f',
        'n' => '\n',
        'r' => '\r',
        't' => '\t',
        var itself => itself,
    };
}
