using System.Globalization;
using System.Text;

namespace Periods.Gateway.Logging;

/// <summary>
/// Text for a line of the log. Whatever a client sent cannot end the line, move the cursor or colour a terminal: characters that control, break lines or turn the direction of
/// writing are spelled out.
/// </summary>
internal static class LogText
{
    public static string Escaped(string text)
    {
        var first = text.AsSpan().IndexOfAnyExceptInRange(' ', '~');
        if (first < 0) return text;
        var escaped = new StringBuilder(text, 0, first, text.Length + 16);
        foreach (var rune in text.AsSpan(first).EnumerateRunes())
            if (IsHarmless(rune)) escaped.Append(rune);
            else escaped.Append(CultureInfo.InvariantCulture, $"\\u{{{rune.Value:x}}}");
        return escaped.ToString();
    }

    private static bool IsHarmless(Rune rune) => Rune.GetUnicodeCategory(rune) is not (UnicodeCategory.Control or UnicodeCategory.Format
        or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator or UnicodeCategory.Surrogate or UnicodeCategory.PrivateUse or UnicodeCategory.OtherNotAssigned);
}
