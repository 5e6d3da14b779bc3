namespace Periods.Gateway.Tests.Validation;

public class NumberTests
{
    [Theory]
    [InlineData("0", 0)]
    [InlineData("100", 100)]
    [InlineData("-0.0", 0)]
    [InlineData("1.25e1", 12.5)]
    [InlineData("\"50.5\"", 50.5)]
    [InlineData("\" +50.5\\n\"", 50.5)]
    public async Task Numbers_and_strings_of_one_are_numbers_and_both_bounds_are_within(string value, double expected)
    {
        decimal? score = null;
        Assert.Equal("", await Sending.ProblemsOf($$"""{"score":{{value}}}""", fields => score = fields.OptionalNumber("score", 0, 100)));
        Assert.Equal((decimal)expected, score);
    }

    [Theory]
    [InlineData("\"\"")]
    [InlineData("\"1,000\"")]
    [InlineData("\"50 %\"")]
    public async Task What_is_written_otherwise_cannot_be_parsed(string value) =>
        Assert.Equal(
            $$"""{"type":"float_parsing","loc":["body","score"],"msg":"Input should be a valid number, unable to parse string as a number","input":{{value}}}""",
            await Sending.ProblemsOf($$"""{"score":{{value}}}""", fields => fields.OptionalNumber("score", 0, 100)));
}
