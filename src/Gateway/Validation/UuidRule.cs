using System.Buffers;
using System.Globalization;
using System.Text;

namespace Periods.Gateway.Validation;

/// <summary>
/// A UUID in any of its spellings: 32 hex digits, or five dashed groups, bare or in braces or after <c>urn:uuid:</c>; letters in any case.
/// </summary>
internal readonly record struct UuidRule : IRule<Guid>
{
    private const string UrnPrefix = "urn:uuid:";
    private const int SimpleLength = 32;
    private const int DashedLength = 36;

    private static readonly SearchValues<char> HexDigitsAndDash = SearchValues.Create("0123456789abcdefABCDEF-");
    private static readonly Fault NotText = new("uuid_type", "UUID input should be a string, bytes or UUID object");

    private static ReadOnlySpan<int> GroupStarts => [0, 9, 14, 19, 24];

    private static ReadOnlySpan<int> GroupLengths => [8, 4, 4, 4, 12];

    /// <summary>For who only tells of a request, and does not answer it: null of what is no UUID.</summary>
    public static Guid? Of(string? text) => text is not null && new UuidRule().Read(new Sent(text)) is { Fault: null, Value: var uuid } ? uuid : null;

    public Reading<Guid> Read(Sent sent)
    {
        var text = sent.Text(otherwise: NotText);
        if (text.Fault is not null) return text.Fault;

        // What clients send, all but always. Guid's own parser takes signs and prefixes, too: those go the long way.
        if (text.Value!.Length == DashedLength && !text.Value.AsSpan().ContainsAnyExcept(HexDigitsAndDash) && Guid.TryParseExact(text.Value, "D", out var uuid)) return uuid;

        var bare = WithoutFittingWrapper(text.Value!);
        if (Objection(bare) is { } objection)
            return new Fault("uuid_parsing", $"Input should be a valid UUID, {objection}", new ContextEntry("error", objection));
        return Guid.ParseExact(bare, bare.Length == SimpleLength ? "N" : "D");
    }

    // The parser inside pydantic takes a wrapper off for good only from a text of the right length; of any other it counts the wrapper too.
    private static string WithoutFittingWrapper(string text)
    {
        var (_, inner) = Unwrap(text);
        return Encoding.UTF8.GetByteCount(inner) == DashedLength ? inner : text;
    }

    private static (int Offset, string Inner) Unwrap(string text)
    {
        if (text is ['{', .., '}']) return (1, text[1..^1]);
        return text.StartsWith(UrnPrefix, StringComparison.Ordinal) ? (UrnPrefix.Length, text[UrnPrefix.Length..]) : (0, text);
    }

    // The order of the checks is that of the parser inside pydantic 2.13.
    private static string? Objection(string text)
    {
        var (offset, inner) = Unwrap(text);
        var position = offset;
        var dashes = 0;
        foreach (var character in inner.EnumerateRunes())
        {
            position++;
            if (character.Value == '-')
                dashes++;
            else if (!IsHexDigit(character))
                return Say($"invalid character: found `{character}` at {position}");
        }

        if (dashes == 0 && offset == 0)
            return inner.Length == SimpleLength ? null : Say($"invalid length: expected length 32 for simple format, found {inner.Length}");
        return dashes == 4 ? GroupObjection(inner, text.Length) : Say($"invalid group count: expected 5, found {dashes + 1}");
    }

    private static string? GroupObjection(string inner, int textLength)
    {
        for (var group = 0; group < 4; group++)
        {
            var length = inner.IndexOf('-', GroupStarts[group]) - GroupStarts[group];
            if (length != GroupLengths[group]) return WrongGroup(group, length);
        }

        return inner.Length == DashedLength ? null : WrongGroup(4, textLength - GroupStarts[4]);
    }

    private static string WrongGroup(int group, int length) =>
        Say($"invalid group length in group {group}: expected {GroupLengths[group]}, found {length}");

    private static bool IsHexDigit(Rune character) => character.IsAscii && char.IsAsciiHexDigit((char)character.Value);

    private static string Say(FormattableString objection) => objection.ToString(CultureInfo.InvariantCulture);
}
