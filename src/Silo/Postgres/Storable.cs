using System.Text.Unicode;
using Periods.Grains.Journal;

namespace Periods.Silo.Postgres;

/// <summary>
/// What PostgreSQL would refuse is found before it is queued, because it would refuse the whole batch: parts that contradict each other or themselves, and text it cannot hold.
/// </summary>
internal static class Storable
{
    /// <summary>Whether versions are dense and each entity is named once.</summary>
    public static bool IsConsistent(IReadOnlyList<EntityAppend> parts)
    {
        for (var i = 0; i < parts.Count; i++)
        {
            for (var v = 0; v < parts[i].Events.Count; v++)
                if (parts[i].Events[v].Version != parts[i].Expected.Version + 1 + v) return false;
            for (var before = 0; before < i; before++)
                if (parts[before].Key == parts[i].Key) return false;
        }
        return true;
    }

    /// <summary>
    /// Whether every head the append names is held until its commit: by the event that follows it. A part without events is only looked at, which is enough for an answer
    /// kept alone, but beside other parts another silo could move that head between look and commit. No command asks for that.
    /// </summary>
    public static bool IsFenced(IReadOnlyList<EntityAppend> parts)
    {
        if (parts.Count == 1) return true;
        foreach (var part in parts)
            if (part.Events.Count == 0) return false;
        return true;
    }

    /// <summary>PostgreSQL's text is valid UTF-8 without the character zero.</summary>
    public static bool IsText(IReadOnlyList<EntityAppend> parts)
    {
        foreach (var part in parts)
        {
            if (part.Answer is { } answer && !(IsText(answer.CommandKey) && IsText(answer.Reply))) return false;
            foreach (var e in part.Events)
                if (!(IsText(e.Type) && IsText(e.Data) && (e.Type != DatedEvents.Type || IsTextSpeltOut(e.Data)) && IsTextOrNull(e.CommandId) && IsText(e.Context))) return false;
        }
        return true;
    }

    private static bool IsText(EventContext context) =>
        IsTextOrNull(context.Origin.RequestId) && IsTextOrNull(context.Origin.Address) && IsTextOrNull(context.Origin.StatedEmail) && (context.Replaced is null || IsText(context.Replaced));

    private static bool IsTextOrNull(string? text) => text is null || IsText(text);

    private static bool IsText(ReadOnlySpan<byte> utf8) => Utf8.IsValid(utf8) && !utf8.Contains((byte)0);

    /// <summary>The index over journal entries by date (schema file 0002) spells out the whole document, where an escape may stand for the character zero: <c>\u0000</c>, but not <c>\\u0000</c>.</summary>
    private static bool IsTextSpeltOut(ReadOnlySpan<byte> json)
    {
        for (int at; (at = json.IndexOf((byte)'\\')) >= 0;)
        {
            if (json[at..].StartsWith("\\u0000"u8)) return false;
            json = json[Math.Min(at + 2, json.Length)..];
        }
        return true;
    }

    private static bool IsText(string text)
    {
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] == '\0') return false;
            if (!char.IsSurrogate(text[i])) continue;
            if (!char.IsSurrogatePair(text, i)) return false;
            i++;
        }
        return true;
    }
}
