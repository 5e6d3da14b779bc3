using System.Globalization;
using System.Text.Json;

namespace Periods.Gateway.Validation;

/// <summary>A boolean as pydantic reads one: JSON's own, 0 and 1, and the usual words in any case.</summary>
internal readonly record struct FlagRule : IRule<bool>
{
    private static readonly Fault NotAFlag = new("bool_type", "Input should be a valid boolean");
    private static readonly Fault Unclear = new("bool_parsing", "Input should be a valid boolean, unable to interpret input");

    public Reading<bool> Read(Sent sent) => sent.Kind switch
    {
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        JsonValueKind.Number => OfNumber(double.Parse(sent.Number, CultureInfo.InvariantCulture)),
        _ => OfText(sent.Text(otherwise: NotAFlag)),
    };

    // Python tells a number that is no 64-bit integer ("not a boolean") from one that is ("a boolean I cannot interpret").
    private static Reading<bool> OfNumber(double number) => number switch
    {
        0 => false,
        1 => true,
        _ => double.IsInteger(number) && Math.Abs(number) < long.MaxValue ? Unclear : NotAFlag,
    };

    private static Reading<bool> OfText(Reading<string> text)
    {
        if (text.Fault is not null) return text.Fault;
        return text.Value!.ToLowerInvariant() switch
        {
            "1" or "true" or "t" or "yes" or "y" or "on" => true,
            "0" or "false" or "f" or "no" or "n" or "off" => false,
            _ => Unclear,
        };
    }
}
