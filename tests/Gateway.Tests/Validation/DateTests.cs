using Periods.Gateway.Validation;

namespace Periods.Gateway.Tests.Validation;

public class DateTests
{
    [Theory]
    [InlineData("2026-01-31")]
    [InlineData("2026-01-31T00:00")]
    [InlineData("2026-01-31T00:00Z")]
    [InlineData("2026-01-31T00:00:00")]
    [InlineData("2026-01-31t00:00:00z")]
    [InlineData("2026-01-31_00:00:00")]
    [InlineData("2026-01-31 00:00:00")]
    [InlineData("2026-01-31T00:00:00.000000000Z")]
    [InlineData("2026-01-31T00:00:00,0")]
    [InlineData("2026-01-31T00:00:00+05:30")]
    [InlineData("2026-01-31T00:00:00-2359")]
    [InlineData("2026-01-31T00:00:00−05:00")]
    public async Task A_date_or_an_exact_midnight_is_accepted(string text)
    {
        DateOnly day = default;
        Assert.Equal("", await Sending.ProblemsOf($$"""{"day":"{{text}}"}""", fields => day = fields.Date("day")));
        Assert.Equal(new DateOnly(2026, 1, 31), day);
    }

    [Theory]
    [InlineData("2024-02-29", 2024, 2, 29)]
    [InlineData("0001-01-01", 1, 1, 1)]
    [InlineData("9999-12-31", 9999, 12, 31)]
    public async Task Every_day_of_the_calendar_is_a_date(string text, int year, int month, int dayOfMonth)
    {
        DateOnly day = default;
        Assert.Equal("", await Sending.ProblemsOf($$"""{"day":"{{text}}"}""", fields => day = fields.Date("day")));
        Assert.Equal(new DateOnly(year, month, dayOfMonth), day);
    }

    [Theory]
    [InlineData("null")]
    [InlineData("true")]
    [InlineData("[1]")]
    [InlineData("{\"a\":1}")]
    [InlineData("20260131")]
    [InlineData("0")]
    public async Task What_is_no_string_is_no_date(string value) =>
        Assert.Equal(
            $$"""{"type":"date_type","loc":["body","day"],"msg":"Input should be a valid date","input":{{value}}}""",
            await Refused(value));

    [Theory]
    [InlineData("x", "input is too short")]
    [InlineData("", "input is too short")]
    [InlineData("2026-1-5", "input is too short")]
    [InlineData("2026-01-31 ", "input is too short")]
    [InlineData("2026-01-31T00", "input is too short")]
    [InlineData("2026-01-31T00:0", "input is too short")]
    [InlineData("2026/01/31", "invalid date separator, expected `-`")]
    [InlineData("2026-01/31", "invalid date separator, expected `-`")]
    [InlineData("2026.01.31", "invalid date separator, expected `-`")]
    [InlineData("2026-00-01", "month value is outside expected range of 1-12")]
    [InlineData("2026-01-00", "day value is outside expected range")]
    [InlineData("2026-13-01", "month value is outside expected range of 1-12")]
    [InlineData("2026-02-30", "day value is outside expected range")]
    [InlineData("2026-02-29", "day value is outside expected range")]
    [InlineData("not-a-date", "invalid character in year")]
    [InlineData("31-01-2026", "invalid character in year")]
    [InlineData(" 2026-01-31", "invalid character in year")]
    [InlineData("éééééé", "invalid character in year")]
    [InlineData("2026-a1-31", "invalid character in month")]
    [InlineData("2026-01-3a", "invalid character in day")]
    [InlineData("2026-01-31x", "invalid datetime separator, expected `T`, `t`, `_` or space")]
    [InlineData("2026-01-31Tab:00", "invalid character in hour")]
    [InlineData("2026-01-31T00-00", "invalid time separator, expected `:`")]
    [InlineData("2026-01-31T25:6a", "invalid character in minute")]
    [InlineData("2026-01-31T24:00", "hour value is outside expected range of 0-23")]
    [InlineData("2026-01-31T24:60", "hour value is outside expected range of 0-23")]
    [InlineData("2026-01-31T00:60", "minute value is outside expected range of 0-59")]
    [InlineData("2026-01-31T00:00:0", "invalid character in second")]
    [InlineData("2026-01-31T00:00:60", "second value is outside expected range of 0-59")]
    [InlineData("2026-01-31T00:00:00.", "second fraction digits missing after `.`")]
    [InlineData("2026-01-31T00:00:00,", "second fraction digits missing after `.`")]
    [InlineData("2026-01-31T00:00x", "invalid timezone sign")]
    [InlineData("2026-01-31T00:00:00+5", "invalid timezone hour")]
    [InlineData("2026-01-31T00:00:00+05", "invalid timezone minute")]
    [InlineData("2026-01-31T00:00:00+05:60", "timezone minute value is outside expected range of 0-59")]
    [InlineData("2026-01-31T00:00:00+24:60", "timezone minute value is outside expected range of 0-59")]
    [InlineData("2026-01-31T00:00:00+24:00", "timezone offset must be less than 24 hours")]
    [InlineData("2026-01-31T00:00:00Zx", "unexpected extra characters at the end of the input")]
    [InlineData("9999999999999999999", "invalid date separator, expected `-`")]
    public async Task What_cannot_be_read_says_why(string text, string why) =>
        Assert.Equal(
            $$$"""{"type":"date_from_datetime_parsing","loc":["body","day"],"msg":"Input should be a valid date or datetime, {{{why}}}","input":"{{{text}}}","ctx":{"error":"{{{why}}}"}}""",
            await Refused($"\"{text}\""));

    [Theory]
    [InlineData("2026-01-31T12:00:00Z")]
    [InlineData("2026-01-31T00:30")]
    [InlineData("2026-01-31T00:00:01")]
    [InlineData("2026-01-31T00:00:00.000001")]
    [InlineData("2026-01-31T00:00:00.0000001")]
    [InlineData("0000-01-01T12:00:00")]
    [InlineData("20260131")]
    [InlineData("86400")]
    [InlineData("-1.5")]
    [InlineData("+1.5")]
    [InlineData("999999999999999999")]
    public async Task A_time_of_day_makes_it_inexact(string text) =>
        Assert.Equal(
            $$"""{"type":"date_from_datetime_inexact","loc":["body","day"],"msg":"Datetimes provided to dates should have zero time - e.g. be exact dates","input":"{{text}}"}""",
            await Refused($"\"{text}\""));

    [Theory]
    [InlineData("0000-01-01")]
    [InlineData("0000-02-29T00:00:00Z")]
    public async Task There_is_no_year_zero(string text) =>
        Assert.Equal(
            $$$"""{"type":"date_parsing","loc":["body","day"],"msg":"Input should be a valid date in the format YYYY-MM-DD, year 0 is out of range","input":"{{{text}}}","ctx":{"error":"year 0 is out of range"}}""",
            await Refused($"\"{text}\""));

    [Fact]
    public async Task A_missing_date_echoes_the_whole_body() =>
        Assert.Equal(
            """{"type":"missing","loc":["body","day"],"msg":"Field required","input":{"Day":"2026-01-31","n":1}}""",
            await Sending.ProblemsOf("""{ "Day": "2026-01-31", "n": 1 }""", fields => fields.Date("day")));

    [Fact]
    public async Task A_bound_known_only_to_a_rule_is_refused_with_the_value_sent() =>
        Assert.Equal(
            """{"type":"less_than_equal","loc":["body","day"],"msg":"Input should be less than or equal to 2026-11-20","input":"2026-12-01T00:00","ctx":{"le":"2026-11-20"}}""",
            await Sending.ProblemsOf(
                """{"day":"2026-12-01T00:00"}""",
                fields => fields.Refuse("day", Faults.LessThanOrEqual(new DateOnly(2026, 11, 20)))));

    private static Task<string> Refused(string value) =>
        Sending.ProblemsOf($$"""{"day":{{value}}}""", fields => fields.Date("day"));
}
