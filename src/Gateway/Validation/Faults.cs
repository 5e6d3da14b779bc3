using System.Globalization;

namespace Periods.Gateway.Validation;

/// <summary>The faults that more than one rule or endpoint speaks of. A text used by a single rule stands in that rule.</summary>
public static class Faults
{
    public static readonly Fault Missing = new("missing", "Field required");

    public static readonly Fault NotAnObject = new(
        "model_attributes_type", "Input should be a valid dictionary or object to extract fields from");

    public static readonly Fault NotUnicode = new(
        "string_unicode", "Input should be a valid string, unable to parse raw data as a unicode string");

    public static readonly Fault NotFinite = new("finite_number", "Input should be a finite number");

    public static Fault LessThanOrEqual(long le) => new(
        "less_than_equal",
        string.Create(CultureInfo.InvariantCulture, $"Input should be less than or equal to {le}"),
        new ContextEntry("le", le));

    public static Fault LessThanOrEqual(DateOnly le)
    {
        var date = le.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
        return new("less_than_equal", $"Input should be less than or equal to {date}", new ContextEntry("le", date));
    }

    public static Fault GreaterThanOrEqual(long ge) => new(
        "greater_than_equal",
        string.Create(CultureInfo.InvariantCulture, $"Input should be greater than or equal to {ge}"),
        new ContextEntry("ge", ge));

    /// <summary>What none of the framework's own rules says. Where it has the exception that a check raised, its encoder writes an object without fields (contract §c.1).</summary>
    public static Fault OfValue(string text) => new("value_error", $"Value error, {text}", new ContextEntry("error", null, null));

    /// <summary><c>1 item</c>, but <c>2 items</c>.</summary>
    internal static string Counted(int count, string noun) =>
        string.Create(CultureInfo.InvariantCulture, $"{count} {noun}{(count == 1 ? "" : "s")}");
}
