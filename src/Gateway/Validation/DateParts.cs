namespace Periods.Gateway.Validation;

/// <summary>
/// Reads <c>YYYY-MM-DD</c> and what may follow of RFC 3339 in the steps, and with the complaints, of the parser inside pydantic.
/// It works on UTF-8 because that parser's "too short" counts bytes.
/// </summary>
internal ref struct DateParts(ReadOnlySpan<byte> text)
{
    private const string TooShort = "input is too short";
    private const string ExtraCharacters = "unexpected extra characters at the end of the input";
    private const int DateLength = 10;
    private const int TimeLengthMin = 5;

    private readonly ReadOnlySpan<byte> _text = text;
    private int _at;

    public int Year { get; private set; }

    public int Month { get; private set; }

    public int Day { get; private set; }

    public int Hour { get; private set; }

    public int Minute { get; private set; }

    public int Second { get; private set; }

    /// <summary>What is finer is cut off, as that parser does.</summary>
    public int Microsecond { get; private set; }

    /// <summary>From UTC, in minutes; null when the text names no zone.</summary>
    public int? Offset { get; private set; }

    public bool IsMidnight { get; private set; } = true;

    /// <summary>What is wrong with the text as a date alone; null when nothing is.</summary>
    public string? ParseDate() => Date() ?? (_text.Length > DateLength ? ExtraCharacters : null);

    /// <summary>null when the whole text was understood.</summary>
    public string? Parse()
    {
        if (Date() is { } objection) return objection;
        if (_text.Length == DateLength) return null;
        if (!Takes((byte)'T', (byte)'t', (byte)'_', (byte)' ')) return "invalid datetime separator, expected `T`, `t`, `_` or space";
        return Time() ?? Zone() ?? (_at < _text.Length ? ExtraCharacters : null);
    }

    private string? Date()
    {
        if (_text.Length < DateLength) return TooShort;
        if (!Takes2(out var century) || !Takes2(out var year)) return "invalid character in year";
        if (!Takes((byte)'-')) return "invalid date separator, expected `-`";
        if (!Takes2(out var month)) return "invalid character in month";
        if (!Takes((byte)'-')) return "invalid date separator, expected `-`";
        if (!Takes2(out var day)) return "invalid character in day";
        (Year, Month, Day) = ((century * 100) + year, month, day);
        if (month is < 1 or > 12) return "month value is outside expected range of 1-12";

        // Year 0 is a leap year to the parser; that there is no such year is found out later.
        var days = DateTime.DaysInMonth(Year == 0 ? 4 : Year, month);
        return day < 1 || day > days ? "day value is outside expected range" : null;
    }

    private string? Time()
    {
        if (_text.Length - _at < TimeLengthMin) return TooShort;
        if (!Takes2(out var hour)) return "invalid character in hour";
        if (!Takes((byte)':')) return "invalid time separator, expected `:`";
        if (!Takes2(out var minute)) return "invalid character in minute";
        if (hour > 23) return "hour value is outside expected range of 0-23";
        if (minute > 59) return "minute value is outside expected range of 0-59";
        (Hour, Minute, IsMidnight) = (hour, minute, hour == 0 && minute == 0);
        return Takes((byte)':') ? Seconds() : null;
    }

    private string? Seconds()
    {
        if (!Takes2(out var second)) return "invalid character in second";
        if (second > 59) return "second value is outside expected range of 0-59";
        (Second, IsMidnight) = (second, IsMidnight && second == 0);
        if (!Takes((byte)'.', (byte)',')) return null;

        var start = _at;
        while (_at < _text.Length && char.IsAsciiDigit((char)_text[_at])) _at++;
        IsMidnight &= !_text[start.._at].ContainsAnyExcept((byte)'0');
        for (var (at, place) = (start, 100_000); at < _at && place > 0; at++, place /= 10) Microsecond += (_text[at] - '0') * place;
        return _at == start ? "second fraction digits missing after `.`" : null;
    }

    // A date does not look at the zone: midnight is midnight where the client stands.
    private string? Zone()
    {
        if (_at == _text.Length) return null;
        Offset = 0;
        if (Takes((byte)'Z', (byte)'z')) return null;
        var isEast = Takes((byte)'+');
        if (!isEast && !Takes((byte)'-') && !TakesMinusSign()) return "invalid timezone sign";
        if (!Takes2(out var hours)) return "invalid timezone hour";
        _ = Takes((byte)':');
        if (!Takes2(out var minutes)) return "invalid timezone minute";
        if (minutes > 59) return "timezone minute value is outside expected range of 0-59";
        Offset = (isEast ? 1 : -1) * (hours * 60 + minutes);
        return hours > 23 ? "timezone offset must be less than 24 hours" : null;
    }

    private bool Takes(params ReadOnlySpan<byte> anyOf)
    {
        if (_at >= _text.Length || !anyOf.Contains(_text[_at])) return false;
        _at++;
        return true;
    }

    // U+2212, which ISO 8601 prefers to the hyphen.
    private bool TakesMinusSign()
    {
        if (!_text[_at..].StartsWith("−"u8)) return false;
        _at += 3;
        return true;
    }

    private bool Takes2(out int number)
    {
        number = 0;
        if (_at + 2 > _text.Length || !char.IsAsciiDigit((char)_text[_at]) || !char.IsAsciiDigit((char)_text[_at + 1])) return false;
        number = ((_text[_at] - '0') * 10) + (_text[_at + 1] - '0');
        _at += 2;
        return true;
    }
}
