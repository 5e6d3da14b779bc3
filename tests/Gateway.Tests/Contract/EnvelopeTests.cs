using System.Text;
using Periods.Gateway.Tests.Fuzz;

namespace Periods.Gateway.Tests.Contract;

/// <summary>Prefer: envelope wraps what succeeds, on every operation, and nothing else.</summary>
public sealed class EnvelopeTests(ContractService service) : IClassFixture<ContractService>
{
    public static TheoryData<string> Operations =>
        [.. ContractDocument.Operations.Where(operation => !operation.Path.EndsWith("/stream", StringComparison.Ordinal)).Select(operation => operation.Id)];

    [Theory]
    [MemberData(nameof(Operations))]
    public async Task A_success_is_wrapped_where_a_request_prefers_it(string id)
    {
        var operation = ContractDocument.Operation(id);
        var tenant = await service.NewTenant();
        await tenant.Prepare(operation);

        var answer = await (tenant.Request(operation) with { Header = ("Prefer", "envelope") }).Send();

        Assert.Contains("Preference-Applied", answer.Headers);
        Assert.Equal(operation.SuccessStatus == 204 ? 200 : operation.SuccessStatus, answer.Status);
        Assert.Equal(["success", "message", "code", "data"], answer.Json.EnumerateObject().Select(field => field.Name));
        var (message, code) = answer.Status == 201 ? ("Created", "created") : ("OK", "ok");
        Assert.True(answer.Json.GetProperty("success").GetBoolean());
        Assert.Equal((message, code), (answer.Json.GetProperty("message").GetString(), answer.Json.GetProperty("code").GetString()));
        if (operation.SuccessStatus == 204) Assert.Equal("null", answer.Json.GetProperty("data").GetRawText());
        else Assert.Empty(SchemaChecker.Objections(answer.Json.GetProperty("data"), operation.Response(answer.Status).GetProperty("content").GetProperty("application/json").GetProperty("schema")));
    }

    [Theory]
    [InlineData("envelope", true)]
    [InlineData("Envelope", true)]
    [InlineData("respond-async, envelope;foo=bar", true)]
    [InlineData("envelope=1", true)]
    [InlineData("respond-async", false)]
    [InlineData("envelopes", false)]
    [InlineData("wait=10; envelope", false)]
    [InlineData("", false)]
    public async Task The_preference_is_read_as_rfc_7240_has_it(string prefer, bool wrapped)
    {
        var operation = ContractDocument.Operation("list_periods_api_v1_accounting_periods_get");

        var answer = await ((await service.NewTenant()).Request(operation) with { Header = ("Prefer", prefer) }).Send();

        Assert.Equal(wrapped, answer.Json.TryGetProperty("data", out _));
        Assert.Equal(wrapped, answer.Headers.Contains("Preference-Applied"));
    }

    [Fact]
    public async Task A_preference_counts_in_whichever_line_of_the_header_it_stands()
    {
        using var request = (await service.NewTenant()).Request(ContractDocument.Operation("list_periods_api_v1_accounting_periods_get")).Message();
        IEnumerable<(string, string)> fields = [.. request.Headers.Select(field => (field.Key, field.Value.Single())), ("Prefer", "respond-async"), ("Prefer", "envelope")];
        var sent = RawHttp.Request("GET", request.RequestUri!.OriginalString, fields.Select(field => (field.Item1, Encoding.ASCII.GetBytes(field.Item2))), []);

        var (status, body) = await RawHttp.Send(service.Http.BaseAddress!, sent);

        Assert.Equal(200, status);
        Assert.StartsWith("""{"success":true,""", body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Errors_stay_as_they_are()
    {
        var operation = ContractDocument.Operation("get_period_api_v1_accounting_periods__period_id__get");
        var request = (await service.NewTenant()).Request(operation) with { Header = ("Prefer", "envelope") };

        Assert.Equal("""{"detail":"Resource not found","code":"period_not_found"}""", (await (request with { Period = $"{Guid.NewGuid()}" }).Send()).Text);
        var problem = await (request with { Period = "abc" }).Send();
        Assert.Equal(422, problem.Status);
        Assert.True(problem.Json.TryGetProperty("detail", out _));
        Assert.DoesNotContain("Preference-Applied", problem.Headers);
    }
}
