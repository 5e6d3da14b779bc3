using Microsoft.AspNetCore.Http;
using Periods.Gateway.Validation;

namespace Periods.Gateway.Tests.Validation;

public class OutsideTheBodyTests
{
    private const string Id = "123e4567-e89b-12d3-a456-426614174000";

    private static readonly Choices<int> Statuses = new(("open", 1), ("closed", 2), ("locked", 3));

    private static readonly Choices<DayOfWeek> Days = new(("sunday", DayOfWeek.Sunday), ("monday", DayOfWeek.Monday));

    [Fact]
    public async Task What_is_well_formed_is_read()
    {
        var http = Sending.Request($"?status=closed&limit=10&descending=no&search=a%20b&day=monday");
        http.Request.Headers["X-Business-Id"] = Id;
        http.Request.Headers["x-user-email"] = "a@b.example";
        http.Request.RouteValues["period_id"] = Id;
        http.Request.RouteValues["step_id"] = "cash_review";
        using var input = new Input(http);

        Assert.Equal(Guid.Parse(Id), input.HeaderUuid("x-business-id"));
        Assert.Equal("a@b.example", input.HeaderText("x-user-email", 255));
        Assert.Equal(Guid.Parse(Id), input.PathUuid("period_id"));
        Assert.Equal("cash_review", input.PathText("step_id", 64));
        Assert.Equal(2, input.QueryLiteral("status", Statuses));
        Assert.Equal(2, input.RequiredQueryChoice("status", Statuses));
        Assert.Equal(DayOfWeek.Monday, input.QueryChoice("day", Days));
        Assert.Equal(DayOfWeek.Monday, input.RequiredQueryChoice("day", Days));
        Assert.Equal(10, input.QueryInt("limit", 50, 1, 1000));
        Assert.False(input.QueryBool("descending", true));
        Assert.Equal("a b", input.QueryText("search", 255));
        Assert.Equal("", await Sending.DetailOf(input, http));
    }

    [Fact]
    public async Task What_is_optional_may_be_left_out()
    {
        var http = Sending.Request();
        using var input = new Input(http);

        Assert.Null(input.HeaderText("x-user-email", 255));
        Assert.Null(input.QueryLiteral("status", Statuses));
        Assert.Null(input.QueryChoice("day", Days));
        Assert.Equal(50, input.QueryInt("limit", 50, 1, 1000));
        Assert.True(input.QueryBool("descending", true));
        Assert.Null(input.QueryText("search", 255));
        Assert.Equal("", await Sending.DetailOf(input, http));
    }

    [Fact]
    public async Task A_missing_header_is_reported_by_its_lower_case_name() =>
        Assert.Equal(
            """{"type":"missing","loc":["header","x-business-id"],"msg":"Field required","input":null}""",
            await Refused("", input => input.HeaderUuid("X-Business-Id")));

    [Fact]
    public async Task A_malformed_header_is_echoed() =>
        Assert.Equal(
            """{"type":"uuid_parsing","loc":["header","x-business-id"],"msg":"Input should be a valid UUID, invalid length: expected length 32 for simple format, found 0","input":"","ctx":{"error":"invalid length: expected length 32 for simple format, found 0"}}""",
            await Refused("", input => input.HeaderUuid("x-business-id"), http => http.Request.Headers["x-business-id"] = ""));

    [Fact]
    public async Task A_header_too_long_is_refused() =>
        Assert.Equal(
            """{"type":"string_too_long","loc":["header","idempotency-key"],"msg":"String should have at most 2 characters","input":"abc","ctx":{"max_length":2}}""",
            await Refused("", input => input.HeaderText("Idempotency-Key", 2), http => http.Request.Headers["idempotency-key"] = "abc"));

    [Fact]
    public async Task A_missing_query_parameter_is_missing() =>
        Assert.Equal(
            """{"type":"missing","loc":["query","role"],"msg":"Field required","input":null}""",
            await Refused("?ROLE=open", input => input.RequiredQueryChoice("role", Statuses)));

    [Theory]
    [InlineData("abc", "invalid length: expected length 32 for simple format, found 3")]
    [InlineData("not-a-uuid", "invalid character: found `n` at 1")]
    [InlineData("123e4567-e89b-12d3-a456-42661417400", "invalid group length in group 4: expected 12, found 11")]
    [InlineData("123e4567-e89b-12d3-a456", "invalid group count: expected 5, found 4")]
    public async Task A_malformed_path_uuid_says_what_is_wrong(string text, string why) =>
        Assert.Equal(
            $$$"""{"type":"uuid_parsing","loc":["path","period_id"],"msg":"Input should be a valid UUID, {{{why}}}","input":"{{{text}}}","ctx":{"error":"{{{why}}}"}}""",
            await Refused("", input => input.PathUuid("period_id"), http => http.Request.RouteValues["period_id"] = text));

    [Theory]
    [InlineData("abc")]
    [InlineData("1.5")]
    [InlineData("")]
    public async Task A_limit_that_is_no_integer_is_refused(string text) =>
        Assert.Equal(
            $$"""{"type":"int_parsing","loc":["query","limit"],"msg":"Input should be a valid integer, unable to parse string as an integer","input":"{{text}}"}""",
            await Refused($"?limit={text}", input => input.QueryInt("limit", 50, 1, 1000)));

    [Theory]
    [InlineData("0", "greater_than_equal", "Input should be greater than or equal to 1", "\"ge\":1")]
    [InlineData("1001", "less_than_equal", "Input should be less than or equal to 1000", "\"le\":1000")]
    public async Task A_limit_out_of_bounds_is_refused_and_echoed_as_a_string(string text, string type, string message, string bound) =>
        Assert.Equal(
            $$$"""{"type":"{{{type}}}","loc":["query","limit"],"msg":"{{{message}}}","input":"{{{text}}}","ctx":{{{{bound}}}}}""",
            await Refused($"?limit={text}", input => input.QueryInt("limit", 50, 1, 1000)));

    [Theory]
    [InlineData(1)]
    [InlineData(1000)]
    public async Task Both_bounds_of_a_limit_are_within_it(int limit) =>
        Assert.Equal("", await Refused($"?limit={limit}", input => Assert.Equal(limit, input.QueryInt("limit", 50, 1, 1000))));

    [Fact]
    public async Task A_status_that_is_none_is_a_literal_error() =>
        Assert.Equal(
            """{"type":"literal_error","loc":["query","status"],"msg":"Input should be 'open', 'closed' or 'locked'","input":"x","ctx":{"expected":"'open', 'closed' or 'locked'"}}""",
            await Refused("?status=x", input => input.QueryLiteral("status", Statuses)));

    [Fact]
    public async Task A_query_enumeration_answers_with_the_type_enum() =>
        Assert.Equal(
            """{"type":"enum","loc":["query","day"],"msg":"Input should be 'sunday' or 'monday'","input":"x","ctx":{"expected":"'sunday' or 'monday'"}}""",
            await Refused("?day=x", input => input.RequiredQueryChoice("day", Days)));

    [Fact]
    public async Task A_query_flag_that_is_none_cannot_be_interpreted() =>
        Assert.Equal(
            """{"type":"bool_parsing","loc":["query","descending"],"msg":"Input should be a valid boolean, unable to interpret input","input":"2"}""",
            await Refused("?descending=2", input => input.QueryBool("descending", true)));

    [Fact]
    public async Task Of_a_repeated_parameter_the_last_counts() =>
        Assert.Equal("", await Refused("?limit=0&limit=7", input => Assert.Equal(7, input.QueryInt("limit", 50, 1, 1000))));

    [Fact]
    public async Task The_name_of_a_parameter_may_be_encoded() =>
        Assert.Equal("", await Refused("?lim%69t=7", input => Assert.Equal(7, input.QueryInt("limit", 50, 1, 1000))));

    [Fact]
    public async Task Of_a_repeated_header_the_first_counts() =>
        Assert.Equal("", await Refused("", input => Assert.Equal("a", input.HeaderText("x", 9)), http => http.Request.Headers["x"] = new(["a", "b"])));

    [Fact]
    public async Task Entity_tags_in_several_lines_are_one_list() =>
        Assert.Equal("", await Refused(
            "", input => Assert.Equal(["a", "b"], input.HeaderEntityTags("if-match")!.Strong!), http => http.Request.Headers.IfMatch = new(["\"a\"", "\"b\""])));

    [Theory]
    [InlineData("a\tb")]
    [InlineData("a\u0001b")]
    public async Task An_entity_tag_controls_nothing(string tag) =>
        Assert.Contains("An entity tag is a quoted string", await Refused("", input => input.HeaderEntityTags("if-match"), http => http.Request.Headers.IfMatch = $"\"{tag}\""), StringComparison.Ordinal);

    [Fact]
    public async Task A_NUL_in_the_query_is_refused() =>
        Assert.StartsWith("""{"type":"string_nul",""", await Refused("?search=a%00", input => input.QueryText("search", 255)), StringComparison.Ordinal);

    private static async Task<string> Refused(string query, Action<Input> read, Action<HttpContext>? send = null)
    {
        var http = Sending.Request(query);
        send?.Invoke(http);
        using var input = new Input(http);
        read(input);
        return await Sending.DetailOf(input, http);
    }
}
