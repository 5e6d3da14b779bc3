using Periods.Gateway.Validation;

namespace Periods.Gateway.Tests.Validation;

public class MalformedJsonTests
{
    [Theory]
    [InlineData("""{"a":1,}""", 7, "Expecting property name enclosed in double quotes")]
    [InlineData("{", 1, "Expecting property name enclosed in double quotes")]
    [InlineData("""{"a":1, b}""", 8, "Expecting property name enclosed in double quotes")]
    [InlineData("{ 'a':1}", 2, "Expecting property name enclosed in double quotes")]
    [InlineData("nope", 0, "Expecting value")]
    [InlineData("  ", 2, "Expecting value")]
    [InlineData("[", 1, "Expecting value")]
    [InlineData("[1,]", 3, "Expecting value")]
    [InlineData("[1, nope]", 4, "Expecting value")]
    [InlineData("[false, nope]", 8, "Expecting value")]
    [InlineData("""["\"\\\/\b\f\n\r\t",nope]""", 20, "Expecting value")]
    [InlineData("""{"a": nope}""", 6, "Expecting value")]
    [InlineData("""{"a":}""", 5, "Expecting value")]
    [InlineData("""{"a":-}""", 5, "Expecting value")]
    [InlineData("""{"a":NaN}""", 5, "Expecting value")]
    [InlineData("""{"a":Infinity}""", 5, "Expecting value")]
    [InlineData("""{"a":-Infinity}""", 5, "Expecting value")]
    [InlineData("""{"a" 1}""", 5, "Expecting ':' delimiter")]
    [InlineData("""{"a":1 "b":2}""", 7, "Expecting ',' delimiter")]
    [InlineData("""{"a":1""", 6, "Expecting ',' delimiter")]
    [InlineData("""{"a":01}""", 6, "Expecting ',' delimiter")]
    [InlineData("[-1x]", 3, "Expecting ',' delimiter")]
    [InlineData("[1.5x]", 4, "Expecting ',' delimiter")]
    [InlineData("[1e5x]", 4, "Expecting ',' delimiter")]
    [InlineData("[1E-5x]", 5, "Expecting ',' delimiter")]
    [InlineData("[1 2]", 3, "Expecting ',' delimiter")]
    [InlineData("""{"a":"x""", 5, "Unterminated string starting at")]
    [InlineData("""{"a":"x\""", 5, "Unterminated string starting at")]
    [InlineData("""{"a":1}x""", 7, "Extra data")]
    [InlineData("{\"a\":1} \t\r\nx", 11, "Extra data")]
    [InlineData("1.e5", 1, "Extra data")]
    [InlineData("1e+", 1, "Extra data")]
    [InlineData("{\"a\":\"\u001f\"}", 6, "Invalid control character at")]
    [InlineData("{\"a\":\"\n\"}", 6, "Invalid control character at")]
    [InlineData("""{"a":"\x"}""", 6, @"Invalid \escape")]
    [InlineData("""{"a":"\u12g4"}""", 7, @"Invalid \uXXXX escape")]
    [InlineData("""["\u1234""", 3, @"Invalid \uXXXX escape")]
    [InlineData("\uFEFF{", 1, "Expecting property name enclosed in double quotes")]
    public async Task The_text_and_the_offset_are_those_of_Python(string body, int offset, string text) =>
        Assert.Equal(Expected(offset, text), await Sending.ProblemsOf(body, fields => fields.Date("day")));

    [Theory]
    [InlineData("""{"é":nope}""", 5)]
    [InlineData("""{"日本":nope}""", 6)]
    [InlineData("""{"😀":nope}""", 5)]
    public async Task The_offset_counts_characters_not_bytes(string body, int offset) =>
        Assert.Equal(Expected(offset, "Expecting value"), await Sending.ProblemsOf(body, fields => fields.Date("day")));

    [Fact]
    public async Task Malformed_is_what_is_nested_as_deeply_as_allowed_and_what_is_nested_deeper_is_undecodable()
    {
        Assert.Equal(Expected(64, "Expecting value"), await Sending.ProblemsOf(new string('[', 64), fields => fields.Date("day")));
        // Side by side is not inside.
        Assert.Equal(Expected(193, "Expecting value"), await Sending.ProblemsOf($"[{string.Concat(Enumerable.Repeat("[],", 64))}x", fields => fields.Date("day")));
        var (_, failure) = await Sending.Take(Sending.Request([.. Enumerable.Repeat((byte)'[', 65)]), Sending.BytesMax);
        Assert.Equal(BodyFailure.Undecodable, failure);
    }

    [Fact]
    public async Task Nothing_else_is_reported_beside_malformed_JSON()
    {
        var http = Sending.Request("nope"u8.ToArray());
        var (input, _) = await Sending.Take(http, Sending.BytesMax);

        input!.HeaderUuid("x-business-id");

        Assert.Equal(Expected(0, "Expecting value"), await Sending.DetailOf(input, http));
    }

    private static string Expected(int offset, string text) =>
        $$$"""{"type":"json_invalid","loc":["body",{{{offset}}}],"msg":"JSON decode error","input":{},"ctx":{"error":"{{{text.Replace("\\", "\\\\", StringComparison.Ordinal)}}}"}}""";
}
