using System.Text;

namespace Periods.Gateway.Validation;

/// <summary>
/// A calendar date: <c>YYYY-MM-DD</c>, or a datetime of exactly midnight in whatever zone it names. A number is never a date.
/// </summary>
/// <remarks>
/// Stricter than pydantic, which also takes Unix times: a bare number is <c>date_type</c> and a string that is a number is
/// <c>date_from_datetime_inexact</c>, even when it would be a midnight.
/// </remarks>
internal readonly record struct DateRule : IRule<DateOnly>
{
    private static readonly Fault NotADate = new("date_type", "Input should be a valid date");

    private static readonly Fault NotMidnight = new(
        "date_from_datetime_inexact", "Datetimes provided to dates should have zero time - e.g. be exact dates");

    private static readonly Fault YearZero = new(
        "date_parsing",
        "Input should be a valid date in the format YYYY-MM-DD, year 0 is out of range",
        new ContextEntry("error", "year 0 is out of range"));

    public Reading<DateOnly> Read(Sent sent)
    {
        var text = sent.Text(otherwise: NotADate);
        if (text.Fault is not null) return text.Fault;

        var parts = new DateParts(Encoding.UTF8.GetBytes(text.Value!));
        if (parts.Parse() is { } objection)
            return IsDecimal(text.Value) ? NotMidnight : Unparsable(objection);
        if (!parts.IsMidnight) return NotMidnight;
        return parts.Year == 0 ? YearZero : new DateOnly(parts.Year, parts.Month, parts.Day);
    }

    private static Fault Unparsable(string objection) => new(
        "date_from_datetime_parsing", $"Input should be a valid date or datetime, {objection}", new ContextEntry("error", objection));

    private static bool IsDecimal(ReadOnlySpan<char> text)
    {
        if (text is ['+' or '-', ..]) text = text[1..];
        var point = text.IndexOf('.');
        var whole = point < 0 ? text : text[..point];
        var fraction = point < 0 ? default : text[(point + 1)..];

        // More than 18 digits are beyond any Unix time, and pydantic complains of them as of any other text.
        return whole.Length + fraction.Length is > 0 and <= 18
            && !whole.ContainsAnyExceptInRange('0', '9') && !fraction.ContainsAnyExceptInRange('0', '9');
    }
}
