namespace Periods.Gateway.Tests.Validation;

public class IntegerTests
{
    [Theory]
    [InlineData("12", 12)]
    [InlineData("-12", -12)]
    [InlineData("12.0", 12)]
    [InlineData("1.2e1", 12)]
    [InlineData("12E0", 12)]
    [InlineData("\"12\"", 12)]
    [InlineData("\" +12\\n\"", 12)]
    [InlineData("\"1_2.00\"", 12)]
    [InlineData("\"0012\"", 12)]
    [InlineData("9223372036854775807", long.MaxValue)]
    [InlineData("\"-9223372036854775808\"", long.MinValue)]
    public async Task Numbers_without_a_fraction_and_strings_of_digits_are_integers(string value, long expected)
    {
        long count = 0;
        Assert.Equal("", await Sending.ProblemsOf($$"""{"count":{{value}}}""", fields => count = fields.Integer("count", long.MinValue, long.MaxValue)));
        Assert.Equal(expected, count);
    }

    [Theory]
    [InlineData("null", "int_type", "Input should be a valid integer")]
    [InlineData("true", "int_type", "Input should be a valid integer")]
    [InlineData("[]", "int_type", "Input should be a valid integer")]
    [InlineData("{}", "int_type", "Input should be a valid integer")]
    [InlineData("1.5", "int_from_float", "Input should be a valid integer, got a number with a fractional part")]
    [InlineData("1e400", "finite_number", "Input should be a finite number")]
    [InlineData("9223372036854775808.0", "int_parsing_size", "Unable to parse input string as an integer, exceeded maximum size")]
    [InlineData("1e300", "int_parsing_size", "Unable to parse input string as an integer, exceeded maximum size")]
    [InlineData("\"abc\"", "int_parsing", "Input should be a valid integer, unable to parse string as an integer")]
    [InlineData("\"\"", "int_parsing", "Input should be a valid integer, unable to parse string as an integer")]
    [InlineData("\"-\"", "int_parsing", "Input should be a valid integer, unable to parse string as an integer")]
    [InlineData("\"1.\"", "int_parsing", "Input should be a valid integer, unable to parse string as an integer")]
    [InlineData("\"1.5\"", "int_parsing", "Input should be a valid integer, unable to parse string as an integer")]
    [InlineData("\"1__0\"", "int_parsing", "Input should be a valid integer, unable to parse string as an integer")]
    [InlineData("\"_1\"", "int_parsing", "Input should be a valid integer, unable to parse string as an integer")]
    [InlineData("\"1_\"", "int_parsing", "Input should be a valid integer, unable to parse string as an integer")]
    [InlineData("\"0-7\"", "int_parsing", "Input should be a valid integer, unable to parse string as an integer")]
    [InlineData("\"1e3\"", "int_parsing", "Input should be a valid integer, unable to parse string as an integer")]
    [InlineData("\"٣\"", "int_parsing", "Input should be a valid integer, unable to parse string as an integer")]
    public async Task Anything_else_says_why_it_is_none(string value, string type, string message) =>
        Assert.Equal($$"""{"type":"{{type}}","loc":["body","count"],"msg":"{{message}}","input":{{value}}}""", await Refused(value));

    [Theory]
    [InlineData(4_300, "less_than_equal")]
    [InlineData(4_301, "int_parsing_size")]
    public async Task A_string_of_digits_without_end_exceeds_the_size(int digits, string type) =>
        Assert.StartsWith($$"""{"type":"{{type}}",""", await Refused($"\"{new string('1', digits)}\""), StringComparison.Ordinal);

    [Theory]
    [InlineData("101")]
    [InlineData("\"101\"")]
    [InlineData("101.0")]
    [InlineData("999999999999999999999999999999999999999999999999999999999999")]
    public async Task More_than_the_upper_bound_is_refused(string value) =>
        Assert.Equal(
            $$$"""{"type":"less_than_equal","loc":["body","count"],"msg":"Input should be less than or equal to 100","input":{{{value}}},"ctx":{"le":100}}""",
            await Refused(value));

    [Theory]
    [InlineData("-1")]
    [InlineData("-999999999999999999999999999999999999999999999999999999999999")]
    public async Task Less_than_the_lower_bound_is_refused(string value) =>
        Assert.Equal(
            $$$"""{"type":"greater_than_equal","loc":["body","count"],"msg":"Input should be greater than or equal to 0","input":{{{value}}},"ctx":{"ge":0}}""",
            await Refused(value));

    [Fact]
    public async Task A_given_integer_tells_absent_from_null_and_from_a_value() =>
        Assert.Equal("", await Sending.ProblemsOf("""{"a":null,"b":7}""", fields =>
        {
            Assert.True(fields.GivenInteger("a", 0, 9) is { IsPresent: true, HasValue: false });
            Assert.True(fields.GivenInteger("b", 0, 9) is { IsPresent: true, HasValue: true, Value: 7 });
            Assert.False(fields.GivenInteger("c", 0, 9).IsPresent);
            Assert.Null(fields.OptionalInteger("a", 0, 9));
            Assert.Equal(7, fields.OptionalInteger("b", 0, 9));
        }));

    private static Task<string> Refused(string value) =>
        Sending.ProblemsOf($$"""{"count":{{value}}}""", fields => fields.Integer("count", 0, 100));
}
