namespace Periods.Gateway.Tests.Validation;

public class TextTests
{
    [Theory]
    [InlineData("5")]
    [InlineData("null")]
    [InlineData("true")]
    [InlineData("[\"a\"]")]
    [InlineData("{}")]
    public async Task What_is_no_string_is_refused(string value) =>
        Assert.Equal(
            $$"""{"type":"string_type","loc":["body","notes"],"msg":"Input should be a valid string","input":{{value}}}""",
            await Refused(value, 0, 255));

    [Theory]
    [InlineData(1, "1 character")]
    [InlineData(2, "2 characters")]
    public async Task A_text_too_long_is_refused(int max, string characters) =>
        Assert.Equal(
            $$$"""{"type":"string_too_long","loc":["body","notes"],"msg":"String should have at most {{{characters}}}","input":"abc","ctx":{"max_length":{{{max}}}}}""",
            await Refused("\"abc\"", 0, max));

    [Theory]
    [InlineData(1, "1 character")]
    [InlineData(2, "2 characters")]
    public async Task A_text_too_short_is_refused(int min, string characters) =>
        Assert.Equal(
            $$$"""{"type":"string_too_short","loc":["body","notes"],"msg":"String should have at least {{{characters}}}","input":"","ctx":{"min_length":{{{min}}}}}""",
            await Refused("\"\"", min, 255));

    [Theory]
    [InlineData("\"😀😀\"")]
    [InlineData("\"\\ud83d\\ude00\\u00e9\"")]
    [InlineData("\"日本\"")]
    public async Task Length_counts_characters_as_Python_does(string value)
    {
        Assert.Equal("", await Refused(value, 2, 2));
        Assert.Contains("string_too_long", await Refused(value, 0, 1), StringComparison.Ordinal);
        Assert.Contains("string_too_short", await Refused(value, 3, 9), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(@"\ud800")]
    [InlineData(@"a\uDFFFb")]
    [InlineData(@"\ude00\ud83d")]
    public async Task A_lone_surrogate_is_no_text_and_is_echoed_as_the_replacement_character(string escaped)
    {
        var problem = await Refused($"\"{escaped}\"", 0, 255);

        Assert.StartsWith(
            """{"type":"string_unicode","loc":["body","notes"],"msg":"Input should be a valid string, unable to parse raw data as a unicode string","input":""",
            problem,
            StringComparison.Ordinal);
        Assert.Contains('\uFFFD', problem);
    }

    [Fact]
    public async Task A_NUL_is_refused_because_it_could_not_be_stored() =>
        Assert.Equal(
            """{"type":"string_nul","loc":["body","notes"],"msg":"String should not contain NUL characters","input":"a\u0000b"}""",
            await Refused(@"""a\u0000b""", 0, 255));

    [Fact]
    public async Task Every_escape_is_understood()
    {
        var text = "";
        await Sending.ProblemsOf("""{"notes":"\"\\\/\b\f\n\r\té\u00E9\ud83d\ude00."}""", fields => text = fields.Text("notes", 1, 99));
        Assert.Equal("\"\\/\b\f\n\r\téé😀.", text);
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("""{"notes":null}""")]
    public async Task An_optional_text_may_be_absent_or_null(string body) =>
        Assert.Equal("", await Sending.ProblemsOf(body, fields => Assert.Null(fields.OptionalText("notes", 255))));

    [Theory]
    [InlineData("""{"notes":"first","notes":"last"}""")]
    [InlineData("""{"notes":1,"n\u006ftes":"last"}""")]
    [InlineData("""{"notes":"last","\ud800":1,"Notes":"other"}""")]
    public async Task Of_a_repeated_name_the_last_one_counts(string body)
    {
        var text = "";
        Assert.Equal("", await Sending.ProblemsOf(body, fields => text = fields.Text("notes", 1, 99)));
        Assert.Equal("last", text);
    }

    private static Task<string> Refused(string value, int min, int max) =>
        Sending.ProblemsOf($$"""{"notes":{{value}}}""", fields => fields.Text("notes", min, max));
}
