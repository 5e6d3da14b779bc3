using System.Globalization;
using System.Text.Json;

namespace Periods.Gateway.Validation;

/// <summary>A number from <c>Ge</c> to <c>Le</c>, as JSON's own or as a string of one; read with a float's precision, as in Python.</summary>
/// <remarks>Stricter than pydantic in one point, like <see cref="IntegerRule"/>: <c>true</c> is not 1.</remarks>
internal readonly record struct NumberRule(long Ge, long Le) : IRule<decimal>
{
    private static readonly Fault NotANumber = new("float_type", "Input should be a valid number");
    private static readonly Fault NotParsed = new("float_parsing", "Input should be a valid number, unable to parse string as a number");

    public Reading<decimal> Read(Sent sent)
    {
        var text = sent.Kind == JsonValueKind.Number ? sent.Number : sent.Text(otherwise: NotANumber);
        if (text.Fault is not null) return text.Fault;
        if (!double.TryParse(text.Value, NumberStyles.Float, CultureInfo.InvariantCulture, out var number)) return NotParsed;
        if (!double.IsFinite(number)) return Faults.NotFinite;
        if (number > Le) return Faults.LessThanOrEqual(Le);
        if (number < Ge) return Faults.GreaterThanOrEqual(Ge);
        return (decimal)number;
    }
}
