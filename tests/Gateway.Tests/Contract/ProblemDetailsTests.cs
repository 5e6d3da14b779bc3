using System.Text;
using Periods.Gateway.Tests.Fuzz;

namespace Periods.Gateway.Tests.Contract;

/// <summary>Errors in the form of RFC 9457, for whoever prefers it (contract §c.3); FastAPI's form for everybody else.</summary>
public sealed class ProblemDetailsTests(ContractService service) : IClassFixture<ContractService>
{
    private static readonly DocumentedOperation Get = ContractDocument.Operation("get_period_api_v1_accounting_periods__period_id__get");

    [Theory]
    [InlineData("application/problem+json", true)]
    [InlineData("Application/Problem+JSON; charset=utf-8", true)]
    [InlineData("application/problem+json, application/json;q=0.9", true)]
    [InlineData("application/problem+json, application/*;q=0.9, */*;q=0.1", true)]
    [InlineData("application/problem+json;q=0.5, */*;q=0.1", true)]
    [InlineData("application/json, application/problem+json", false)]
    [InlineData("application/problem+json, */*", false)]
    [InlineData("application/problem+json;q=0.5, application/json", false)]
    [InlineData("application/problem+json;q=0.5, application/*", false)]
    [InlineData("application/problem+json;q=0.5, application/*, */*;q=0.1", false)]
    [InlineData("application/problem+json;q=0", false)]
    [InlineData("application/*;q=0.1, application/problem+json, what is no media type", true)]
    [InlineData("application/json", false)]
    [InlineData("", false)]
    public async Task The_preference_is_read_as_rfc_9110_has_it(string accept, bool preferred)
    {
        var answer = await ((await service.NewTenant()).Request(Get) with { Period = $"{Guid.NewGuid()}", Header = ("Accept", accept) }).Send();

        Assert.Equal(
            preferred ? """{"type":"about:blank","title":"Not Found","status":404,"detail":"Resource not found","code":"period_not_found"}""" : """{"detail":"Resource not found","code":"period_not_found"}""",
            answer.Text);
    }

    [Fact]
    public async Task Wrong_values_are_listed_beside_a_detail_that_is_text()
    {
        var request = (await service.NewTenant()).Request(Get) with { Period = "abc" };

        var plain = await request.Send();
        var problem = await (request with { Header = ("Accept", "application/problem+json") }).Send();

        Assert.Equal((422, 422), (plain.Status, problem.Status));
        Assert.Equal(
            $$"""{"type":"about:blank","title":"Unprocessable Entity","status":422,"detail":"Some values are wrong","errors":{{plain.Json.GetProperty("detail").GetRawText()}}}""", problem.Text);
    }

    [Theory]
    [InlineData("/nowhere", 404, "Not Found", "not_found")]
    [InlineData("/api/v1/accounting-periods", 401, "Unauthorized", "not_authenticated")]
    public async Task What_never_reaches_an_operation_is_a_problem_too(string path, int status, string title, string code)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path) { Headers = { { "Accept", "application/problem+json" } } };
        using var answer = await service.Http.SendAsync(request);

        Assert.Equal("application/problem+json", answer.Content.Headers.ContentType?.ToString());
        var json = System.Text.Json.JsonDocument.Parse(await answer.Content.ReadAsStringAsync()).RootElement;
        Assert.Equal((status, title, code), (json.GetProperty("status").GetInt32(), json.GetProperty("title").GetString(), json.GetProperty("code").GetString()));
    }

    [Theory]
    [InlineData("User-Agent", 404)]
    [InlineData("x-business-id", 401)]
    public async Task Bytes_beyond_ascii_in_a_field_cost_nobody_the_answer(string field, int status)
    {
        var path = status == 404 ? "/nowhere" : "/api/v1/accounting-periods";

        var (answered, body) = await RawHttp.Send(service.Http.BaseAddress!, RawHttp.Request("GET", path, [(field, Encoding.Latin1.GetBytes("café"))], []));

        Assert.Equal(status, answered);
        Assert.Contains("\"code\":", body);
    }
}
