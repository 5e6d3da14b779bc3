namespace Periods.Gateway.Validation;

/// <summary>The value of If-Match or If-None-Match (RFC 9110 §13.1): <c>*</c>, or entity tags with commas between them.</summary>
internal readonly record struct EntityTagsRule(int LengthMax) : IRule<EntityTags>
{
    private static readonly Fault Malformed = Faults.OfValue("An entity tag is a quoted string");

    public Reading<EntityTags> Read(Sent sent)
    {
        var text = new TextRule(0, LengthMax).Read(sent);
        if (text.Fault is not null) return text.Fault;
        if (text.Value!.Trim(' ', '\t') == "*") return EntityTags.Any;
        return Parse(text.Value) is { Count: > 0 } tags ? new EntityTags(tags) : Malformed;
    }

    private static List<EntityTag>? Parse(ReadOnlySpan<char> text)
    {
        var tags = new List<EntityTag>();
        while (true)
        {
            // A list may have empty elements (RFC 9110 §5.6.1).
            text = text.TrimStart(" \t,");
            if (text.IsEmpty) return tags;
            var isWeak = text.StartsWith("W/", StringComparison.Ordinal);
            if (isWeak) text = text[2..];
            if (text is not ['"', .. var rest] || rest.IndexOf('"') is var end && end < 0 || rest[..end].ContainsAnyInRange('\0', ' ')) return null;
            tags.Add(new(isWeak, rest[..end].ToString()));
            text = rest[(end + 1)..].TrimStart(" \t");
            if (text is not ([] or [',', ..])) return null;
        }
    }
}
