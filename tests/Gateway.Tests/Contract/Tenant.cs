using System.Text;
using System.Text.Json;

namespace Periods.Gateway.Tests.Contract;

/// <summary>A business, its users' tokens, and one period in whatever state an operation needs.</summary>
internal sealed class Tenant(HttpClient http, string business, string owner, string viewer)
{
    public string Business => business;

    public string Period { get; private set; } = "";

    /// <summary>A token that nobody calls with, once there is one; until then an id that nobody has.</summary>
    public string Token { get; private set; } = $"{Guid.NewGuid()}";

    /// <summary>A business of its own, with an owner, a viewer, and January 2026 open.</summary>
    public static async Task<Tenant> Found(HttpClient http)
    {
        var business = await Make(http, "/api/v1/businesses", null, """{"name":"Acme"}""");
        var owner = await UserToken(http, business, "owner");
        var viewer = await UserToken(http, business, "viewer");
        var tenant = new Tenant(http, business, owner, viewer);
        await tenant.OpenPeriod();
        return tenant;
    }

    private async Task OpenPeriod()
    {
        var created = await Succeed("create_period_api_v1_accounting_periods_post", """{"period_start":"2026-01-01","period_end":"2026-01-31"}""");
        Period = created.GetProperty("id").GetString()!;
    }

    /// <summary>Whoever may call the operation, with everything it needs.</summary>
    public ContractRequest Request(DocumentedOperation operation) => new(http, operation)
    {
        Credential = operation.BusinessHeader is null ? ContractService.OperatorToken : owner,
        Business = business,
        Period = Period,
        Token = Token,
        Body = operation.HasBody ? operation.BodyExamples.First().GetRawText() : null,
    };

    /// <summary>Somebody known who may not call the operation: nobody but users reads or asks, and viewers do nothing else, nor see who did what.</summary>
    public string CredentialBarredFrom(DocumentedOperation operation) => operation is { OnlyReads: true, IsAudit: false } ? ContractService.OperatorToken : viewer;

    /// <summary>Brings the period into the state that the operation changes.</summary>
    public async Task Prepare(DocumentedOperation operation)
    {
        if (operation.Path.EndsWith("/lock", StringComparison.Ordinal) || operation.Path.EndsWith("/reopen", StringComparison.Ordinal))
            await Succeed("close_period_api_v1_accounting_periods_close_post", """{"period_end":"2026-01-31"}""");
        if (operation.Method == "DELETE" || operation.Method == "GET" || operation.Path.EndsWith("/revoke", StringComparison.Ordinal))
        {
            await Succeed("create_period_sign_off_api_v1_accounting_periods__period_id__sign_offs_post", """{"role":"reviewer"}""");
            await Succeed("create_journal_entry_api_v1_journal_entries_post", Running.PostingCalls.Entry("2026-01-15"));
            Token = (await Succeed("create_token_api_v1_tokens_post", """{"name":"spare"}""")).GetProperty("id").GetString()!;
            await Succeed("acknowledge_checklist_step_api_v1_accounting_periods__period_id__checklist_acks__step_id__put", "{}");
        }
        // Zenskar knows no period that was never closed.
        if (operation is { IsZenskar: true, Method: "GET" }) await Succeed("Close-accounting-period", """{"end_date":"2026-01-31"}""");
    }

    public Task<string> AdminToken() => UserToken(http, business, "admin");

    /// <summary>Closes and locks the period.</summary>
    public async Task Lock()
    {
        await Succeed("close_period_api_v1_accounting_periods_close_post", """{"period_end":"2026-01-31"}""");
        await Succeed("lock_period_api_v1_accounting_periods__period_id__lock_post", "{}");
    }

    private async Task<JsonElement> Succeed(string operationId, string body)
    {
        var answer = await (Request(ContractDocument.Operation(operationId)) with { Body = body }).Send();
        Assert.True(answer.Status < 300, answer.Text);
        return answer.Json;
    }

    private static async Task<string> UserToken(HttpClient http, string business, string role)
    {
        var user = await Make(http, "/api/v1/businesses/users", business, $$"""{"email":"{{role}}@acme.example","first_name":"A","last_name":"B","role":"{{role}}"}""");
        return await Make(http, "/api/v1/tokens", business, $$"""{"user_id":"{{user}}","name":"test"}""", "token");
    }

    private static async Task<string> Make(HttpClient http, string path, string? business, string body, string field = "id")
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = new StringContent(body, Encoding.UTF8, "application/json") };
        request.Headers.Authorization = new("Bearer", ContractService.OperatorToken);
        if (business is not null) request.Headers.Add("x-business-id", business);
        using var response = await http.SendAsync(request);
        Assert.True(response.IsSuccessStatusCode, await response.Content.ReadAsStringAsync());
        return JsonDocument.Parse(await response.Content.ReadAsStreamAsync()).RootElement.GetProperty(field).GetString()!;
    }
}
