using System.Text.RegularExpressions;

namespace Periods.Gateway.Validation;

/// <summary>A string of 1 to <c>LengthMax</c> characters, all of them as the pattern wants.</summary>
internal readonly record struct WordRule(int LengthMax, Regex Pattern) : IRule<string>
{
    public Reading<string> Read(Sent sent)
    {
        var text = new TextRule(1, LengthMax).Read(sent);
        if (text.Fault is not null) return text;
        // The whole text: to .NET, not to pydantic, a pattern's end also stands before a last line break.
        return Pattern.Match(text.Value!).Length == text.Value!.Length ? text : NotMatching();
    }

    private Fault NotMatching() => new(
        "string_pattern_mismatch", $"String should match pattern '{Pattern}'", new ContextEntry("pattern", Pattern.ToString()));
}
