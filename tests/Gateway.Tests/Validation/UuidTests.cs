namespace Periods.Gateway.Tests.Validation;

public class UuidTests
{
    private const string Known = "123e4567-e89b-12d3-a456-426614174000";

    [Theory]
    [InlineData(Known)]
    [InlineData("123E4567-E89B-12D3-A456-426614174000")]
    [InlineData("123e4567e89b12d3a456426614174000")]
    [InlineData("{123e4567-e89b-12d3-a456-426614174000}")]
    [InlineData("urn:uuid:123e4567-e89b-12d3-a456-426614174000")]
    public async Task Every_usual_spelling_is_accepted(string text)
    {
        Guid id = default;
        Assert.Equal("", await Sending.ProblemsOf($$"""{"id":"{{text}}"}""", fields => id = fields.Uuid("id")));
        Assert.Equal(Guid.Parse(Known), id);
    }

    [Theory]
    [InlineData("abc", "invalid length: expected length 32 for simple format, found 3")]
    [InlineData("", "invalid length: expected length 32 for simple format, found 0")]
    [InlineData("123e4567e89b12d3a45642661417400", "invalid length: expected length 32 for simple format, found 31")]
    [InlineData("not-a-uuid", "invalid character: found `n` at 1")]
    [InlineData(" 123e4567-e89b-12d3-a456-426614174000", "invalid character: found ` ` at 1")]
    [InlineData("123e4567-e89b-12d3-a456-42661417400g", "invalid character: found `g` at 36")]
    [InlineData("+23e4567-e89b-12d3-a456-426614174000", "invalid character: found `+` at 1")]
    [InlineData("0x3e4567-e89b-12d3-a456-426614174000", "invalid character: found `x` at 2")]
    [InlineData("a😀", "invalid character: found `😀` at 2")]
    [InlineData("{", "invalid character: found `{` at 1")]
    [InlineData("{xyz}", "invalid character: found `x` at 2")]
    [InlineData("urn:uuid:xyz", "invalid character: found `x` at 10")]
    [InlineData("urn:uuid:123e4567-e89b-12d3-a456-42661417400g", "invalid character: found `g` at 36")]
    [InlineData("{123e4567-e89b-12d3-a456-42661417400g}", "invalid character: found `g` at 36")]
    [InlineData("{123e4567e89b12d3a4564266141740001234}", "invalid length: expected length 32 for simple format, found 36")]
    [InlineData("URN:UUID:123e4567-e89b-12d3-a456-426614174000", "invalid character: found `U` at 1")]
    [InlineData("123e4567-e89b-12d3-a456-42661417400", "invalid group length in group 4: expected 12, found 11")]
    [InlineData("{123e4567-e89b-12d3-a456-42661417400}", "invalid group length in group 4: expected 12, found 13")]
    [InlineData("123e4567e-89b-12d3-a456-426614174000", "invalid group length in group 0: expected 8, found 9")]
    [InlineData("{123e4567-89b-12d3-a456-426614174000}", "invalid group length in group 1: expected 4, found 3")]
    [InlineData("----", "invalid group length in group 0: expected 8, found 0")]
    [InlineData("123e4567-e89b-12d3-a456", "invalid group count: expected 5, found 4")]
    [InlineData("123e4567-e89b-12d3-a456426614174000", "invalid group count: expected 5, found 4")]
    [InlineData("{123e4567e89b12d3a456426614174000}", "invalid group count: expected 5, found 1")]
    public async Task Anything_else_says_what_is_wrong(string text, string why) =>
        Assert.Equal(
            $$$"""{"type":"uuid_parsing","loc":["body","id"],"msg":"Input should be a valid UUID, {{{why}}}","input":"{{{text}}}","ctx":{"error":"{{{why}}}"}}""",
            await Sending.ProblemsOf($$"""{"id":"{{text}}"}""", fields => fields.Uuid("id")));

    [Theory]
    [InlineData("5")]
    [InlineData("null")]
    [InlineData("true")]
    [InlineData("[]")]
    public async Task What_is_no_string_is_no_uuid(string value) =>
        Assert.Equal(
            $$"""{"type":"uuid_type","loc":["body","id"],"msg":"UUID input should be a string, bytes or UUID object","input":{{value}}}""",
            await Sending.ProblemsOf($$"""{"id":{{value}}}""", fields => fields.Uuid("id")));

    [Theory]
    [InlineData("{}")]
    [InlineData("""{"id":null}""")]
    public async Task An_optional_uuid_may_be_absent_or_null(string body) =>
        Assert.Equal("", await Sending.ProblemsOf(body, fields => Assert.Null(fields.OptionalUuid("id"))));
}
