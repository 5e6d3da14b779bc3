using System.Globalization;
using System.Text;

namespace Periods.Gateway.Validation;

/// <summary>A date, which means its midnight, or a datetime of RFC 3339, with or without an offset. A number is never a datetime.</summary>
/// <remarks>
/// Stricter than pydantic, which also takes Unix times: a bare number is <c>datetime_type</c>, and a string that is a number is no better a date than any other.
/// As in pydantic, of a text that is neither datetime nor date the complaint is that of the date.
/// </remarks>
internal readonly record struct DateTimeRule : IRule<GivenTime>
{
    private static readonly Fault NotADatetime = new("datetime_type", "Input should be a valid datetime");

    private static readonly Fault YearZero = new(
        "datetime_parsing", "Input should be a valid datetime, year 0 is out of range", new ContextEntry("error", "year 0 is out of range"));

    public Reading<GivenTime> Read(Sent sent)
    {
        var text = sent.Text(otherwise: NotADatetime);
        if (text.Fault is not null) return text.Fault;

        var bytes = Encoding.UTF8.GetBytes(text.Value!);
        var parts = new DateParts(bytes);
        if (parts.Parse() is not null && new DateParts(bytes).ParseDate() is { } objection)
            return new Fault("datetime_from_date_parsing", $"Input should be a valid datetime or date, {objection}", new ContextEntry("error", objection));
        return parts.Year == 0 ? YearZero : GivenTime.Of(parts);
    }
}

/// <summary>A time as its client stands to it: nothing is converted to another zone.</summary>
/// <param name="Date">The date in the text.</param>
/// <param name="Text">As pydantic writes it: microseconds only when there are any, an offset only when one was given, <c>Z</c> when it is zero.</param>
public readonly record struct GivenTime(DateOnly Date, string Text)
{
    private const int SecondsEnd = 19;

    /// <summary>The moment meant: UTC where no offset was given. One before the first or after the last there is counts as that.</summary>
    public DateTimeOffset Moment
    {
        get
        {
            var zone = Text.AsSpan(SecondsEnd).IndexOfAny("Z+-") is >= 0 and var at ? SecondsEnd + at : Text.Length;
            var ticks = DateTime.Parse(Text.AsSpan(0, zone), CultureInfo.InvariantCulture).Ticks - Offset(Text.AsSpan(zone)).Ticks;
            return new(Math.Clamp(ticks, 0, DateTime.MaxValue.Ticks), TimeSpan.Zero);
        }
    }

    private static TimeSpan Offset(ReadOnlySpan<char> zone)
    {
        if (zone.Length <= 1) return TimeSpan.Zero;
        var offset = TimeSpan.ParseExact(zone[1..], "hh\\:mm", CultureInfo.InvariantCulture);
        return zone[0] == '-' ? -offset : offset;
    }

    internal static GivenTime Of(DateParts parts)
    {
        var fraction = parts.Microsecond == 0 ? "" : string.Create(CultureInfo.InvariantCulture, $".{parts.Microsecond:000000}");
        var zone = parts.Offset switch
        {
            null => "",
            0 => "Z",
            var offset => string.Create(CultureInfo.InvariantCulture, $"{(offset < 0 ? '-' : '+')}{Math.Abs(offset.Value) / 60:00}:{Math.Abs(offset.Value) % 60:00}"),
        };
        var date = new DateOnly(parts.Year, parts.Month, parts.Day);
        return new(date, string.Create(CultureInfo.InvariantCulture, $"{date:yyyy-MM-dd}T{parts.Hour:00}:{parts.Minute:00}:{parts.Second:00}{fraction}{zone}"));
    }
}
