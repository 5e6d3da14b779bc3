using System.Text.RegularExpressions;
using System.Text;

namespace Periods.Gateway.Tests.Validation;

public partial class NestedTests
{
    private const string Id = "123e4567-e89b-12d3-a456-426614174000";

    [Fact]
    public async Task A_list_is_read_in_its_order()
    {
        IReadOnlyList<Guid> ids = [];
        Assert.Equal("", await Sending.ProblemsOf(
            $$"""{"period_ids":["{{Id}}","00000000000000000000000000000001"]}""", fields => ids = fields.Uuids("period_ids", 1, 120)));
        Assert.Equal([Guid.Parse(Id), new Guid(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1)], ids);
    }

    [Theory]
    [InlineData("null")]
    [InlineData("\"a\"")]
    [InlineData("{}")]
    [InlineData("5")]
    public async Task What_is_no_list_is_refused(string value) =>
        Assert.Equal(
            $$"""{"type":"list_type","loc":["body","period_ids"],"msg":"Input should be a valid list","input":{{value}}}""",
            await RefusedIds(value));

    [Fact]
    public async Task An_empty_list_is_too_short() =>
        Assert.Equal(
            """{"type":"too_short","loc":["body","period_ids"],"msg":"List should have at least 1 item after validation, not 0","input":[],"ctx":{"field_type":"List","min_length":1,"actual_length":0}}""",
            await RefusedIds("[]"));

    [Fact]
    public async Task A_list_of_121_is_too_long_whatever_its_items()
    {
        var list = new StringBuilder("[0").Insert(2, ",0", 120).Append(']').ToString();
        Assert.Equal(
            $$$"""{"type":"too_long","loc":["body","period_ids"],"msg":"List should have at most 120 items after validation, not 121","input":{{{list}}},"ctx":{"field_type":"List","max_length":120,"actual_length":121}}""",
            await RefusedIds(list));
    }

    [Fact]
    public async Task Every_bad_item_is_reported_at_its_index() =>
        Assert.Equal(
            """{"type":"uuid_type","loc":["body","period_ids",1],"msg":"UUID input should be a string, bytes or UUID object","input":5},"""
            + """{"type":"uuid_type","loc":["body","period_ids",2],"msg":"UUID input should be a string, bytes or UUID object","input":null}""",
            await RefusedIds($"[\"{Id}\",5,null]"));

    [Fact]
    public async Task A_missing_list_is_missing() =>
        Assert.Equal(
            """{"type":"missing","loc":["body","steps"],"msg":"Field required","input":{}}""",
            await Sending.ProblemsOf("{}", fields => Assert.Empty(fields.Uuids("steps", 1, 9))));

    [Fact]
    public async Task A_given_list_tells_absent_from_null_and_from_empty() =>
        Assert.Equal("", await Sending.ProblemsOf("""{"a":null,"b":[]}""", fields =>
        {
            Assert.True(fields.GivenWords("a", 0, 9, 9, Word()) is { IsPresent: true, HasValue: false });
            Assert.True(fields.GivenWords("b", 0, 9, 9, Word()) is { HasValue: true, Value: [] });
            Assert.False(fields.GivenWords("c", 0, 9, 9, Word()).IsPresent);
        }));

    [Fact]
    public async Task A_nested_object_lengthens_the_location_and_is_echoed_when_a_field_is_missing() =>
        Assert.Equal(
            """{"type":"missing","loc":["body","anomalies","high"],"msg":"Field required","input":{"low":1}}""",
            await Sending.ProblemsOf("""{"anomalies":{"low":1}}""", fields => fields.GivenObject("anomalies").Value.Integer("high", 0, 9)));

    [Theory]
    [InlineData("[]")]
    [InlineData("5")]
    public async Task What_is_no_object_is_refused_once(string value) =>
        Assert.Equal(
            $$"""{"type":"model_attributes_type","loc":["body","anomalies"],"msg":"Input should be a valid dictionary or object to extract fields from","input":{{value}}}""",
            await Sending.ProblemsOf($$"""{"anomalies":{{value}}}""", fields => fields.GivenObject("anomalies").Value.Integer("high", 0, 9)));

    [Fact]
    public async Task A_given_object_tells_absent_from_null_and_from_a_value() =>
        Assert.Equal("", await Sending.ProblemsOf("""{"a":null,"b":{"n":3}}""", fields =>
        {
            Assert.True(fields.GivenObject("a") is { IsPresent: true, HasValue: false });
            Assert.Equal(3, fields.GivenObject("b").Value.Integer("n", 0, 9));
            Assert.False(fields.GivenObject("c").IsPresent);
        }));

    [Fact]
    public async Task Objects_in_a_list_carry_their_index() =>
        Assert.Equal(
            """{"type":"model_attributes_type","loc":["body","accounts",0],"msg":"Input should be a valid dictionary or object to extract fields from","input":1},"""
            + """{"type":"missing","loc":["body","accounts",1,"name"],"msg":"Field required","input":{}}""",
            await RefusedAccounts("""[1,{},{"name":"cash"}]"""));

    [Fact]
    public async Task The_items_of_a_list_are_refused_in_their_order() =>
        Assert.Equal(
            """{"type":"string_type","loc":["body","accounts",0,"name"],"msg":"Input should be a valid string","input":7},"""
            + """{"type":"model_attributes_type","loc":["body","accounts",1],"msg":"Input should be a valid dictionary or object to extract fields from","input":8},"""
            + """{"type":"missing","loc":["body","accounts",2,"name"],"msg":"Field required","input":{}}""",
            await RefusedAccounts("""[{"name":7},8,{}]"""));

    [Fact]
    public async Task A_list_is_too_short_when_its_items_are_right_and_otherwise_they_are_told()
    {
        Assert.Equal(
            """{"type":"too_short","loc":["body","accounts"],"msg":"List should have at least 2 items after validation, not 1","input":[{"name":"cash"}],"ctx":{"field_type":"List","min_length":2,"actual_length":1}}""",
            await RefusedAccounts("""[{"name":"cash"}]"""));
        Assert.Equal("""{"type":"string_type","loc":["body","accounts",0,"name"],"msg":"Input should be a valid string","input":7}""", await RefusedAccounts("""[{"name":7}]"""));
        Assert.Equal(
            """{"type":"missing","loc":["body","bank"],"msg":"Field required","input":{"accounts":[]}},"""
            + """{"type":"too_short","loc":["body","accounts"],"msg":"List should have at least 1 item after validation, not 0","input":[],"ctx":{"field_type":"List","min_length":1,"actual_length":0}}""",
            await Sending.ProblemsOf("""{"accounts":[]}""", fields =>
            {
                fields.Text("bank", 1, 9);
                fields.Dates("accounts", 1, 9);
            }));
    }

    private static Task<string> RefusedAccounts(string value) =>
        Sending.ProblemsOf($$"""{"accounts":{{value}}}""", fields => fields.Objects("accounts", 2, 9, account => account.Text("name", 1, 9)));

    private static Task<string> RefusedIds(string value) =>
        Sending.ProblemsOf($$"""{"period_ids":{{value}}}""", fields => fields.Uuids("period_ids", 1, 120));

    [GeneratedRegex("^[a-z]+$")]
    private static partial Regex Word();
}
