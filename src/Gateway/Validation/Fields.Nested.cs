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

    /// <summary>A required list of objects, each to be read like the body.</summary>
    public IReadOnlyList<Fields> Objects(string name, int min, int max)
    {
        var objects = new List<Fields>();
        foreach (var (item, at) in ItemsOf(name, FindRequired(name), min, max))
            objects.Add(ObjectOf(item, at));
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

    // The length is judged first: a list that is too long is not worth one problem per item.
    private IEnumerable<(Sent Item, Location At)> ItemsOf(string name, Sent sent, int min, int max)
    {
        if (!sent.Exists) return [];
        var at = _at.Field(name);
        if (LengthFault(sent, min, max) is not { } fault) return sent.Items.Select((item, index) => (new Sent(item), at.Item(index)));
        _input.Refuse(new(at, fault, sent));
        return [];
    }

    private static Fault? LengthFault(Sent sent, int min, int max)
    {
        if (sent.Kind != JsonValueKind.Array) return NotAList;
        var count = sent.Count;
        if (count > max) return WrongLength("too_long", $"at most {Faults.Counted(max, "item")}", "max_length", max, count);
        return count < min ? WrongLength("too_short", $"at least {Faults.Counted(min, "item")}", "min_length", min, count) : null;
    }

    private static Fault WrongLength(string type, string wanted, string boundName, int bound, int actual) => new(
        type,
        string.Create(CultureInfo.InvariantCulture, $"List should have {wanted} after validation, not {actual}"),
        new ContextEntry("field_type", "List"),
        new ContextEntry(boundName, bound),
        new ContextEntry("actual_length", actual));
}
