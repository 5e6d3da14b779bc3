using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Periods.Gateway.Validation;

/// <content>Objects and lists inside the body; their problems carry the longer <c>loc</c>.</content>
public readonly partial struct Fields
{
    private static readonly Fault NotAList = new("list_type", "Input should be a valid list");

    public Given<Fields> GivenObject(string name)
    {
        var sent = Find(name);
        if (!sent.Exists) return Given<Fields>.Absent;
        return sent.Kind == JsonValueKind.Null ? Given<Fields>.Null : Given<Fields>.Of(ObjectOf(sent, _at.Field(name)));
    }

    public IReadOnlyList<Guid> Uuids(string name, int min, int max) =>
        ListOf<Guid, UuidRule>(name, FindRequired(name), min, max, default);

    public IReadOnlyList<DateOnly> Dates(string name, int min, int max) =>
        ListOf<DateOnly, DateRule>(name, FindRequired(name), min, max, default);

    /// <summary>A list of texts, each as the pattern wants it.</summary>
    public Given<IReadOnlyList<string>> GivenWords(string name, int min, int max, int lengthMax, Regex pattern) =>
        GivenList<string, WordRule>(name, min, max, new(lengthMax, pattern));

    /// <summary>A list of words, each refused as <c>enum</c>.</summary>
    public Given<IReadOnlyList<T>> GivenChoices<T>(string name, int min, int max, Choices<T> choices)
        where T : struct =>
        GivenList<T, ChoiceRule<T>>(name, min, max, new(choices, choices.NotInEnum));

    /// <summary>A required list of objects, each read like the body.</summary>
    public IReadOnlyList<T> Objects<T>(string name, int min, int max, Func<Fields, T> read)
    {
        var objects = new List<T>();
        foreach (var (item, at) in ItemsOf(name, FindRequired(name), min, max))
            objects.Add(read(ObjectOf(item, at)));
        return objects;
    }

    private Fields ObjectOf(Sent sent, Location at)
    {
        if (sent.Kind != JsonValueKind.Object) _input.Refuse(new(at, Faults.NotAnObject, sent));
        return sent.FieldsOf(_input, at);
    }

    private Given<IReadOnlyList<T>> GivenList<T, TRule>(string name, int min, int max, TRule rule)
        where TRule : struct, IRule<T>
    {
        var sent = Find(name);
        if (!sent.Exists) return Given<IReadOnlyList<T>>.Absent;
        return sent.Kind == JsonValueKind.Null
            ? Given<IReadOnlyList<T>>.Null
            : Given<IReadOnlyList<T>>.Of(ListOf<T, TRule>(name, sent, min, max, rule));
    }

    private List<T> ListOf<T, TRule>(string name, Sent sent, int min, int max, TRule rule)
        where TRule : struct, IRule<T>
    {
        var values = new List<T>();
        foreach (var (item, at) in ItemsOf(name, sent, min, max))
        {
            var reading = Apply<T, TRule>(item, at, rule);
            if (reading.HasValue) values.Add(reading.Value!);
        }

        return values;
    }

    // As pydantic does it: of a list that is too long no item is judged, and one that is too short is told so only where its items are right.
    private IEnumerable<(Sent Item, Location At)> ItemsOf(string name, Sent sent, int min, int max)
    {
        if (!sent.Exists) yield break;
        var (at, refused, count) = (_at.Field(name), _input.Refused, 0);
        if ((sent.Kind != JsonValueKind.Array ? NotAList : sent.Count > max ? TooLong(max, sent.Count) : null) is { } fault)
        {
            _input.Refuse(new(at, fault, sent));
            yield break;
        }
        foreach (var item in sent.Items) yield return (new Sent(item), at.Item(count++));
        // By now each has been read.
        if (count < min && _input.Refused == refused) _input.Refuse(new(at, TooShort(min, count), sent));
    }

    private static Fault TooLong(int max, int actual) => WrongLength("too_long", $"at most {Faults.Counted(max, "item")}", "max_length", max, actual);

    private static Fault TooShort(int min, int actual) => WrongLength("too_short", $"at least {Faults.Counted(min, "item")}", "min_length", min, actual);

    private static Fault WrongLength(string type, string wanted, string boundName, int bound, int actual) => new(
        type,
        string.Create(CultureInfo.InvariantCulture, $"List should have {wanted} after validation, not {actual}"),
        new ContextEntry("field_type", "List"),
        new ContextEntry(boundName, bound),
        new ContextEntry("actual_length", actual));
}
