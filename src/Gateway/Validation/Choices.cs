using System.Diagnostics.CodeAnalysis;

namespace Periods.Gateway.Validation;

/// <summary>The words a field may hold, and what each of them means to us. Make one per field, once.</summary>
public sealed class Choices<T>
{
    // A few words, compared one by one: a table for each kind of meaning would have to be compiled at the start of the process.
    private readonly (string Word, T Meaning)[] _choices;

    public Choices(params (string Word, T Meaning)[] choices)
    {
        _choices = choices;
        var quoted = Array.ConvertAll(choices, choice => $"'{choice.Word}'");
        var expected = quoted.Length == 1 ? quoted[0] : $"{string.Join(", ", quoted[..^1])} or {quoted[^1]}";
        var message = $"Input should be {expected}";
        NotInEnum = new("enum", message, new ContextEntry("expected", expected));
        NotLiteral = new("literal_error", message, new ContextEntry("expected", expected));
    }

    /// <summary>What pydantic says when the field was declared as an enumeration.</summary>
    internal Fault NotInEnum { get; }

    /// <summary>The same, when the field was declared as a list of literals.</summary>
    internal Fault NotLiteral { get; }

    internal bool TryRead(string word, [MaybeNullWhen(false)] out T meaning)
    {
        foreach (var choice in _choices)
        {
            if (choice.Word != word) continue;
            meaning = choice.Meaning;
            return true;
        }
        meaning = default;
        return false;
    }
}
