using System.Text;

namespace Periods.Gateway.Validation;

/// <summary>Strings as Python sees them: a sequence of code points, in which a lone surrogate can be told from a character.</summary>
internal static class UnicodeText
{
    public static bool IsWellFormed(string text)
    {
        if (Ascii.IsValid(text)) return true;
        for (var rest = text.AsSpan(); !rest.IsEmpty;)
        {
            if (Rune.DecodeFromUtf16(rest, out _, out var consumed) != System.Buffers.OperationStatus.Done) return false;
            rest = rest[consumed..];
        }

        return true;
    }

    /// <summary>The length of a well-formed string, as Python counts it.</summary>
    public static int LengthOf(string text)
    {
        var length = text.Length;
        foreach (var unit in text)
            if (char.IsLowSurrogate(unit)) length--;
        return length;
    }
}
