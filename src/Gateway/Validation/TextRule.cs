namespace Periods.Gateway.Validation;

/// <summary>A string of <c>LengthMin</c> to <c>LengthMax</c> characters, counted in code points, that the database can store.</summary>
internal readonly record struct TextRule(int LengthMin, int LengthMax) : IRule<string>
{
    private static readonly Fault NotAString = new("string_type", "Input should be a valid string");

    // Our own: pydantic lets U+0000 pass, PostgreSQL cannot store it.
    private static readonly Fault HasNul = new("string_nul", "String should not contain NUL characters");

    public Reading<string> Read(Sent sent)
    {
        var text = sent.Text(otherwise: NotAString);
        if (text.Fault is not null) return text;
        var length = UnicodeText.LengthOf(text.Value!);
        if (length > LengthMax) return TooLong();
        if (length < LengthMin) return TooShort();
        return text.Value!.Contains('\0') ? HasNul : text;
    }

    private Fault TooLong() => new(
        "string_too_long",
        $"String should have at most {Faults.Counted(LengthMax, "character")}",
        new ContextEntry("max_length", LengthMax));

    private Fault TooShort() => new(
        "string_too_short",
        $"String should have at least {Faults.Counted(LengthMin, "character")}",
        new ContextEntry("min_length", LengthMin));
}
