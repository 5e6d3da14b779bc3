using System.Collections.Frozen;
using System.Diagnostics.CodeAnalysis;

namespace Periods.Gateway.Validation;

/// <summary>The words a field may hold, and what each of them means to us. Make one per field, once.</summary>
public sealed class Choices<T>
{
    private readonly FrozenDictionary<string, T> _meanings;

    public Choices(params IReadOnlyList<(string Word, T Meaning)> choices)
    {
        _meanings = choices.ToFrozenDictionary(choice => choice.Word, choice => choice.Meaning, StringComparer.Ordinal);
        var quoted = choices.Select(choice => $"'{choice.Word}'").ToList();
        var expected = quoted.Count == 1 ? quoted[0] : $"{string.Join(", ", quoted.SkipLast(1))} or {quoted[^1]}";
        var message = $"Input should be {expected}";
        NotInEnum = new("enum", message, new ContextEntry("expected", expected));
        NotLiteral = new("literal_error", message, new ContextEntry("expected", expected));
    }

    /// <summary>What pydantic says when the field was declared as an enumeration.</summary>
    internal Fault NotInEnum { get; }

    /// <summary>The same, when the field was declared as a list of literals.</summary>
    internal Fault NotLiteral { get; }

    internal bool TryRead(string word, [MaybeNullWhen(false)] out T meaning) => _meanings.TryGetValue(word, out meaning);
}
