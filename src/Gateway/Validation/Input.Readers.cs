using Microsoft.AspNetCore.WebUtilities;

namespace Periods.Gateway.Validation;

/// <content>What stands outside the body: always strings, and echoed as strings.</content>
public sealed partial class Input
{
    public Guid PathUuid(string name) => Read<Guid, UuidRule>(Location.Path, name, PathValue(name), default).Value;

    public string PathText(string name, int lengthMax) =>
        Read<string, TextRule>(Location.Path, name, PathValue(name), new(0, lengthMax)).Value ?? "";

    /// <summary>A required header.</summary>
    public Guid HeaderUuid(string name) => Required<Guid, UuidRule>(Location.Header, name, HeaderValue(name), default);

    /// <summary>An optional header.</summary>
    public string? HeaderText(string name, int lengthMax) =>
        Read<string, TextRule>(Location.Header, name, HeaderValue(name), new(0, lengthMax)).Value;

    /// <summary>An optional header; sent more than once, it is one list (RFC 9110 §5.3).</summary>
    public EntityTags? HeaderEntityTags(string name)
    {
        var lines = _http.Request.Headers[name];
        return Read<EntityTags, EntityTagsRule>(Location.Header, name, lines.Count == 0 ? null : lines.ToString(), new(Limits.EntityTagsLengthMax)).Value;
    }

    /// <summary>An optional header.</summary>
    public long? HeaderInteger(string name, long ge, long le)
    {
        var given = Read<long, IntegerRule>(Location.Header, name, HeaderValue(name), new(ge, le));
        return given.HasValue ? given.Value : null;
    }

    /// <summary>An optional word, refused as <c>literal_error</c>.</summary>
    public T? QueryLiteral<T>(string name, Choices<T> choices)
        where T : struct =>
        QueryWord(name, choices, choices.NotLiteral);

    /// <summary>An optional word, refused as <c>enum</c>.</summary>
    public T? QueryChoice<T>(string name, Choices<T> choices)
        where T : struct =>
        QueryWord(name, choices, choices.NotInEnum);

    /// <summary>A required word, refused as <c>enum</c>.</summary>
    public T RequiredQueryChoice<T>(string name, Choices<T> choices)
        where T : struct =>
        Required<T, ChoiceRule<T>>(Location.Query, name, QueryValue(name), new(choices, choices.NotInEnum));

    public int QueryInt(string name, int fallback, int ge, int le)
    {
        var given = Read<long, IntegerRule>(Location.Query, name, QueryValue(name), new(ge, le));
        return given.HasValue ? (int)given.Value : fallback;
    }

    public bool QueryBool(string name, bool fallback)
    {
        var given = Read<bool, FlagRule>(Location.Query, name, QueryValue(name), default);
        return given.HasValue ? given.Value : fallback;
    }

    public DateOnly? QueryDate(string name)
    {
        var given = Read<DateOnly, DateRule>(Location.Query, name, QueryValue(name), default);
        return given.HasValue ? given.Value : null;
    }

    public GivenTime? QueryDateTime(string name)
    {
        var given = Read<GivenTime, DateTimeRule>(Location.Query, name, QueryValue(name), default);
        return given.HasValue ? given.Value : null;
    }

    public Guid? QueryUuid(string name)
    {
        var given = Read<Guid, UuidRule>(Location.Query, name, QueryValue(name), default);
        return given.HasValue ? given.Value : null;
    }

    public string? QueryText(string name, int lengthMax) =>
        Read<string, TextRule>(Location.Query, name, QueryValue(name), new(0, lengthMax)).Value;

    private T? QueryWord<T>(string name, Choices<T> choices, Fault otherwise)
        where T : struct
    {
        var given = Read<T, ChoiceRule<T>>(Location.Query, name, QueryValue(name), new(choices, otherwise));
        return given.HasValue ? given.Value : null;
    }

    private T? Required<T, TRule>(Func<string, Location> at, string name, string? text, TRule rule)
        where TRule : struct, IRule<T>
    {
        if (text is not null) return Read<T, TRule>(at, name, text, rule).Value;
        Refuse(new(at(name), Faults.Missing, Sent.Null));
        return default;
    }

    private Given<T> Read<T, TRule>(Func<string, Location> at, string name, string? text, TRule rule)
        where TRule : struct, IRule<T>
    {
        if (text is null) return Given<T>.Absent;
        var sent = new Sent(text);
        var reading = rule.Read(sent);
        if (reading.Fault is null) return Given<T>.Of(reading.Value!);
        Refuse(new(at(name), reading.Fault, sent));
        return Given<T>.Absent;
    }

    private string PathValue(string name) =>
        _http.Request.RouteValues[name] as string ?? throw new InvalidOperationException($"The route has no value '{name}'.");

    // Of a header sent twice the first counts, as in Starlette.
    private string? HeaderValue(string name) => _http.Request.Headers[name] is [var first, ..] ? first : null;

    // Of a parameter sent twice the last counts, and names are told apart by case, as in Starlette; IQueryCollection ignores case.
    private string? QueryValue(string name)
    {
        string? last = null;
        foreach (var pair in new QueryStringEnumerable(_http.Request.QueryString.Value))
            if (pair.DecodeName().Span.SequenceEqual(name)) last = pair.DecodeValue().ToString();
        return last;
    }
}
