namespace Periods.Gateway.Tests.Validation;

public class FlagTests
{
    [Theory]
    [InlineData("true", true)]
    [InlineData("1", true)]
    [InlineData("1.0", true)]
    [InlineData("\"1\"", true)]
    [InlineData("\"TRUE\"", true)]
    [InlineData("\"t\"", true)]
    [InlineData("\"Yes\"", true)]
    [InlineData("\"y\"", true)]
    [InlineData("\"oN\"", true)]
    [InlineData("false", false)]
    [InlineData("0", false)]
    [InlineData("-0.0", false)]
    [InlineData("\"0\"", false)]
    [InlineData("\"false\"", false)]
    [InlineData("\"F\"", false)]
    [InlineData("\"no\"", false)]
    [InlineData("\"N\"", false)]
    [InlineData("\"off\"", false)]
    public async Task A_boolean_has_many_spellings(string value, bool expected)
    {
        var flag = !expected;
        Assert.Equal("", await Sending.ProblemsOf($$"""{"force":{{value}}}""", fields => flag = fields.Flag("force", !expected)));
        Assert.Equal(expected, flag);
    }

    [Theory]
    [InlineData("\"maybe\"")]
    [InlineData("\"\"")]
    [InlineData("\" true\"")]
    [InlineData("2")]
    [InlineData("-1")]
    [InlineData("2.0")]
    public async Task What_could_be_a_boolean_but_is_none_cannot_be_interpreted(string value) =>
        Assert.Equal(
            $$"""{"type":"bool_parsing","loc":["body","force"],"msg":"Input should be a valid boolean, unable to interpret input","input":{{value}}}""",
            await Refused(value));

    [Theory]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("0.5")]
    [InlineData("9223372036854775808")]
    [InlineData("1e300")]
    public async Task Other_types_are_no_booleans(string value) =>
        Assert.Equal(
            $$"""{"type":"bool_type","loc":["body","force"],"msg":"Input should be a valid boolean","input":{{value}}}""",
            await Refused(value));

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task An_absent_flag_is_its_fallback(bool fallback) =>
        Assert.Equal("", await Sending.ProblemsOf("{}", fields => Assert.Equal(fallback, fields.Flag("force", fallback))));

    private static Task<string> Refused(string value) =>
        Sending.ProblemsOf($$"""{"force":{{value}}}""", fields => fields.Flag("force", false));
}
