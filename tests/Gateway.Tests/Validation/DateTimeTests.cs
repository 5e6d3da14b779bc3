using System.Globalization;
using Periods.Gateway.Validation;

namespace Periods.Gateway.Tests.Validation;

public class DateTimeTests
{
    [Theory]
    [InlineData("2026-01-31", "2026-01-31T00:00:00")]
    [InlineData("2026-01-31T12:13", "2026-01-31T12:13:00")]
    [InlineData("2026-01-31t12:13:14z", "2026-01-31T12:13:14Z")]
    [InlineData("2026-01-31_12:13:14+00:00", "2026-01-31T12:13:14Z")]
    [InlineData("2026-01-31 12:13:14-00:00", "2026-01-31T12:13:14Z")]
    [InlineData("2026-01-31T12:13:14+0530", "2026-01-31T12:13:14+05:30")]
    [InlineData("2026-01-31T12:13:14-23:59", "2026-01-31T12:13:14-23:59")]
    [InlineData("2026-01-31T12:13:14−05:00", "2026-01-31T12:13:14-05:00")]
    [InlineData("2026-01-31T23:59:59.5", "2026-01-31T23:59:59.500000")]
    [InlineData("2026-01-31T23:59:59,000001Z", "2026-01-31T23:59:59.000001Z")]
    [InlineData("2026-01-31T23:59:59.1234567", "2026-01-31T23:59:59.123456")]
    [InlineData("2026-01-31T23:59:59.0000009Z", "2026-01-31T23:59:59Z")]
    public async Task A_datetime_or_a_date_is_accepted_and_keeps_its_offset(string text, string written)
    {
        GivenTime at = default;
        Assert.Equal("", await Sending.ProblemsOf($$"""{"at":"{{text}}"}""", fields => at = fields.DateTime("at")));
        Assert.Equal(new GivenTime(new DateOnly(2026, 1, 31), written), at);
    }

    [Theory]
    [InlineData("0001-01-01T00:00:00+14:00", 1)]
    [InlineData("9999-12-31T23:59:59-12:00", 9999)]
    public async Task No_zone_moves_it_beyond_the_calendar(string text, int year)
    {
        GivenTime at = default;
        Assert.Equal("", await Sending.ProblemsOf($$"""{"at":"{{text}}"}""", fields => at = fields.DateTime("at")));
        Assert.Equal(year, at.Date.Year);
    }

    [Theory]
    [InlineData("2026-01-31", "2026-01-31T00:00:00.0000000+00:00")]
    [InlineData("2026-01-31T12:00:00.25", "2026-01-31T12:00:00.2500000+00:00")]
    [InlineData("2026-01-31T12:00:00Z", "2026-01-31T12:00:00.0000000+00:00")]
    [InlineData("2026-01-31T12:00:00+05:30", "2026-01-31T06:30:00.0000000+00:00")]
    [InlineData("2026-01-31T12:00:00.25-13:00", "2026-02-01T01:00:00.2500000+00:00")]
    [InlineData("0001-01-01T00:00:00+14:00", "0001-01-01T00:00:00.0000000+00:00")]
    [InlineData("9999-12-31T23:59:59-12:00", "9999-12-31T23:59:59.9999999+00:00")]
    public async Task The_moment_meant_is_that_of_its_offset_and_none_beyond_the_calendar(string text, string moment)
    {
        GivenTime at = default;
        await Sending.ProblemsOf($$"""{"at":"{{text}}"}""", fields => at = fields.DateTime("at"));
        Assert.Equal(moment, at.Moment.ToString("O", CultureInfo.InvariantCulture));
    }

    [Theory]
    [InlineData("null")]
    [InlineData("true")]
    [InlineData("[1]")]
    [InlineData("{\"a\":1}")]
    [InlineData("1767225600")]
    [InlineData("1.5")]
    public async Task What_is_no_string_is_no_datetime(string value) =>
        Assert.Equal($$"""{"type":"datetime_type","loc":["body","at"],"msg":"Input should be a valid datetime","input":{{value}}}""", await Refused(value));

    // The first four stand in pydantic-core's own tests; the rest follow from its sources: a text that is no datetime is read as a date.
    [Theory]
    [InlineData("-", "input is too short")]
    [InlineData("+", "input is too short")]
    [InlineData("2022-02-30", "day value is outside expected range")]
    [InlineData("2023-13-01", "month value is outside expected range of 1-12")]
    [InlineData("", "input is too short")]
    [InlineData("not-a-date", "invalid character in year")]
    [InlineData("2026/01/31", "invalid date separator, expected `-`")]
    [InlineData("2026-01-31x", "unexpected extra characters at the end of the input")]
    [InlineData("2026-01-31T25:00", "unexpected extra characters at the end of the input")]
    [InlineData("2026-01-31T12:00:00+24:00", "unexpected extra characters at the end of the input")]
    [InlineData("2026-01-31T12:00:00Z ", "unexpected extra characters at the end of the input")]
    [InlineData("1767225600", "invalid date separator, expected `-`")]
    public async Task What_cannot_be_read_says_why_it_is_no_date(string text, string why) =>
        Assert.Equal(
            $$$"""{"type":"datetime_from_date_parsing","loc":["body","at"],"msg":"Input should be a valid datetime or date, {{{why}}}","input":"{{{text}}}","ctx":{"error":"{{{why}}}"}}""",
            await Refused($"\"{text}\""));

    [Theory]
    [InlineData("0000-01-01")]
    [InlineData("0000-12-31T23:59:59.999999Z")]
    public async Task There_is_no_year_zero(string text) =>
        Assert.Equal(
            $$$"""{"type":"datetime_parsing","loc":["body","at"],"msg":"Input should be a valid datetime, year 0 is out of range","input":"{{{text}}}","ctx":{"error":"year 0 is out of range"}}""",
            await Refused($"\"{text}\""));

    [Fact]
    public async Task Dates_of_a_list_are_read_one_by_one() =>
        Assert.Equal(
            """{"type":"date_from_datetime_inexact","loc":["body","days",1],"msg":"Datetimes provided to dates should have zero time - e.g. be exact dates","input":"2026-01-31T12:00"}""",
            await Sending.ProblemsOf("""{"days":["2026-01-31","2026-01-31T12:00"]}""", fields => Assert.Equal([new DateOnly(2026, 1, 31)], fields.Dates("days", 1, 2))));

    private static Task<string> Refused(string value) => Sending.ProblemsOf($$"""{"at":{{value}}}""", fields => fields.DateTime("at"));
}
