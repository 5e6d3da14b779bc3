using System.Globalization;
using System.Text.Json;

namespace Periods.Gateway.Validation;

/// <summary>An integer from <c>Ge</c> to <c>Le</c>, as a JSON number without a fraction or as a string of digits.</summary>
/// <remarks>
/// Stricter than pydantic in two points: <c>true</c> is not 1, as a client that sends a boolean for a count has mixed up two fields; and
/// <c>"0-7"</c> is not -7.
/// </remarks>
internal readonly record struct IntegerRule(long Ge, long Le) : IRule<long>
{
    /// <summary>CPython refuses to convert longer strings; so does pydantic.</summary>
    private const int DigitsMax = 4300;

    private static readonly Fault NotAnInteger = new("int_type", "Input should be a valid integer");

    private static readonly Fault NotParsed = new(
        "int_parsing", "Input should be a valid integer, unable to parse string as an integer");

    private static readonly Fault HasFraction = new(
        "int_from_float", "Input should be a valid integer, got a number with a fractional part");

    private static readonly Fault TooLarge = new(
        "int_parsing_size", "Unable to parse input string as an integer, exceeded maximum size");

    public Reading<long> Read(Sent sent)
    {
        var number = sent.Kind == JsonValueKind.Number ? OfNumber(sent.Number) : OfText(sent.Text(otherwise: NotAnInteger));
        if (number.Fault is not null) return number.Fault;
        if (number.Value > Le) return Faults.LessThanOrEqual(Le);
        if (number.Value < Ge) return Faults.GreaterThanOrEqual(Ge);
        return (long)number.Value;
    }

    private static Reading<Int128> OfNumber(string number)
    {
        if (number.AsSpan().IndexOfAny('.', 'e', 'E') < 0) return ValueOf(number);

        // As in Python, a number written with a point or an exponent is a float, with a float's precision.
        var value = double.Parse(number, CultureInfo.InvariantCulture);
        if (!double.IsFinite(value)) return Faults.NotFinite;
        if (!double.IsInteger(value)) return HasFraction;
        return Math.Abs(value) < long.MaxValue ? (Int128)value : TooLarge;
    }

    private static Reading<Int128> OfText(Reading<string> text)
    {
        if (text.Fault is not null) return text.Fault;
        if (text.Value!.Length > DigitsMax) return TooLarge;
        var digits = text.Value.AsSpan().Trim();
        var point = digits.IndexOf('.');
        if (point >= 0)
        {
            var fraction = digits[(point + 1)..];
            if (fraction.IsEmpty || fraction.ContainsAnyExcept('0')) return NotParsed;
            digits = digits[..point];
        }

        return IsInteger(digits) ? ValueOf(digits) : NotParsed;
    }

    // An optional sign, then digits; as in Python source, single underscores may stand between digits.
    private static bool IsInteger(ReadOnlySpan<char> text)
    {
        if (text is ['+' or '-', ..]) text = text[1..];
        var afterDigit = false;
        foreach (var character in text)
        {
            var isDigit = char.IsAsciiDigit(character);
            if (!isDigit && !(character == '_' && afterDigit)) return false;
            afterDigit = isDigit;
        }

        return afterDigit;
    }

    // Stops growing far beyond every bound a long can express: digits without end must not cost more than reading them.
    private static Int128 ValueOf(ReadOnlySpan<char> integer)
    {
        Int128 enough = long.MaxValue;
        Int128 value = 0;
        foreach (var character in integer)
            if (char.IsAsciiDigit(character) && value <= enough) value = (value * 10) + (character - '0');
        return integer[0] == '-' ? -value : value;
    }
}
