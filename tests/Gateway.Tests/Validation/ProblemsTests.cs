using System.Text.Json;
using Periods.Gateway.Validation;

namespace Periods.Gateway.Tests.Validation;

public class ProblemsTests
{
    [Fact]
    public async Task Problems_come_in_the_order_path_query_header_body_whatever_the_order_of_the_calls()
    {
        var http = Sending.Request("{\"b\":1}"u8.ToArray());
        http.Request.QueryString = new("?limit=x&descending=x");
        http.Request.RouteValues["period_id"] = "x";
        var (input, _) = await Sending.Take(http, Sending.BytesMax);

        input!.Body.Text("b", 1, 9);
        input.Body.Text("a", 1, 9);
        input.HeaderUuid("x-business-id");
        input.QueryInt("limit", 1, 1, 9);
        input.QueryBool("descending", false);
        input.PathUuid("period_id");

        Assert.False(input.IsValid);
        using var detail = JsonDocument.Parse($"[{await Sending.DetailOf(input, http)}]");
        Assert.Equal(
            [
                """["path","period_id"]""", """["query","limit"]""", """["query","descending"]""", """["header","x-business-id"]""",
                """["body","b"]""", """["body","a"]""",
            ],
            detail.RootElement.EnumerateArray().Select(problem => problem.GetProperty("loc").GetRawText()));
    }

    [Fact]
    public async Task A_problem_of_our_own_is_written_like_any_other()
    {
        var http = Sending.Request();
        using var input = new Input(http);
        input.Refuse(new(
            Location.Header("Idempotency-Key"), new("idempotency_key_reuse", "The key was used for another request"), new Sent("k-1")));

        Assert.Equal(
            """{"type":"idempotency_key_reuse","loc":["header","idempotency-key"],"msg":"The key was used for another request","input":"k-1"}""",
            await Sending.DetailOf(input, http));
    }

    [Fact]
    public async Task The_echo_is_compact_and_keeps_the_clients_characters_and_digits() =>
        Assert.Equal(
            """{"type":"date_type","loc":["body","day"],"msg":"Input should be a valid date","input":{"é😀 \"\\/":[1.50,-0,1E+2,true,false,null,"\n\r\t\f\b\u001f\u007f"],"{}":{}}}"""
                .Replace(@"\u007f", "\u007f", StringComparison.Ordinal),
            await Sending.ProblemsOf(
                """{"day": { "\u00e9\ud83d\ude00 \"\\\/" : [ 1.50 , -0 , 1E+2 , true , false , null , "\n\r\t\f\b\u001F\u007f" ] , "{}" : { } } }""",
                fields => fields.Date("day")));

    [Fact]
    public async Task The_echo_shows_a_repeated_name_once_at_its_first_place_with_its_last_value() =>
        Assert.Equal(
            """{"type":"missing","loc":["body","day"],"msg":"Field required","input":{"a":3,"b":2}}""",
            await Sending.ProblemsOf("""{"a":1,"b":2,"\u0061":3}""", fields => fields.Date("day")));
}
