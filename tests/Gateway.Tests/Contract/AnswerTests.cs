using System.Globalization;
using System.Text.Json;

namespace Periods.Gateway.Tests.Contract;

/// <summary>Real answers are the documented ones.</summary>
public sealed class AnswerTests(ContractService service) : IClassFixture<ContractService>
{
    public static TheoryData<string> Operations => RequestTests.Operations;

    public static TheoryData<string> InBusiness =>
        [.. ContractDocument.Operations.Where(operation => operation.BusinessHeader is not null).Select(operation => operation.Id)];

    public static TheoryData<string> OfPeriod =>
        [.. ContractDocument.Operations.Where(operation => operation.Parameters("path").Any()).Select(operation => operation.Id)];

    [Theory]
    [MemberData(nameof(Operations))]
    public async Task A_success_is_as_documented(string id)
    {
        var operation = ContractDocument.Operation(id);
        var tenant = await service.NewTenant();
        await tenant.Prepare(operation);

        AssertDocumented(operation, operation.SuccessStatus, await tenant.Request(operation).Send());
    }

    [Theory]
    [MemberData(nameof(Operations))]
    public async Task An_unknown_caller_is_answered_as_documented(string id)
    {
        var operation = ContractDocument.Operation(id);

        AssertDocumented(operation, 401, await ((await service.NewTenant()).Request(operation) with { Credential = null }).Send());
    }

    /// <summary>Tokens are for everybody; whose tokens they are is held in Access/.</summary>
    public static TheoryData<string> OfSomeRoles =>
        [.. ContractDocument.Operations.Where(operation => !operation.Path.StartsWith("/api/v1/tokens", StringComparison.Ordinal) || operation.HasBody).Select(operation => operation.Id)];

    [Theory]
    [MemberData(nameof(OfSomeRoles))]
    public async Task A_caller_without_permission_is_answered_as_documented(string id)
    {
        var operation = ContractDocument.Operation(id);
        var tenant = await service.NewTenant();

        AssertDocumented(operation, 403, await (tenant.Request(operation) with { Credential = tenant.CredentialBarredFrom(operation) }).Send());
    }

    [Theory]
    [MemberData(nameof(InBusiness))]
    public async Task Another_business_is_answered_as_documented(string id)
    {
        var operation = ContractDocument.Operation(id);

        AssertDocumented(operation, 404, await ((await service.NewTenant()).Request(operation) with { Business = $"{Guid.NewGuid()}" }).Send());
    }

    [Theory]
    [MemberData(nameof(OfPeriod))]
    public async Task An_unknown_period_is_answered_as_documented(string id)
    {
        var operation = ContractDocument.Operation(id);

        AssertDocumented(operation, 404, await ((await service.NewTenant()).Request(operation) with { Period = $"{Guid.NewGuid()}" }).Send());
    }

    [Theory]
    [MemberData(nameof(Operations))]
    public async Task Wrong_values_are_answered_as_documented(string id)
    {
        var operation = ContractDocument.Operation(id);

        AssertDocumented(operation, 422, await ((await service.NewTenant()).Request(operation) with { Business = null, Body = "{}" }).Send());
    }

    [Theory]
    [InlineData("create_period_api_v1_accounting_periods_post", 400, "period_end_before_start", """{"period_start":"2026-03-02","period_end":"2026-03-01"}""")]
    [InlineData("create_period_api_v1_accounting_periods_post", 409, "period_overlaps", """{"period_start":"2026-01-31","period_end":"2026-02-28"}""")]
    [InlineData("close_period_api_v1_accounting_periods_close_post", 400, "period_end_not_after_last", """{"period_end":"2025-12-31"}""")]
    [InlineData("Close-accounting-period", 400, "earlier_period_open", """{"end_date":"2026-02-28"}""")]
    [InlineData("lock_period_api_v1_accounting_periods__period_id__lock_post", 400, "period_not_closed", "{}")]
    [InlineData("reopen_period_api_v1_accounting_periods__period_id__reopen_post", 400, "period_already_open", """{"reopen_reason":"x"}""")]
    [InlineData("report_close_inputs_api_v1_accounting_periods__period_id__close_inputs_put", 400, "inputs_inconsistent", """{"transaction_count":1,"unreviewed_count":2}""")]
    [InlineData("create_journal_entry_api_v1_journal_entries_post", 400, "entry_not_balanced", """{"description":"x","datetime":"2026-01-15","line_entries":[{"ledger_id":"1","amount":1,"debit_credit":"debit"},{"ledger_id":"2","amount":2,"debit_credit":"credit"}]}""")]
    [InlineData("delete_period_sign_off_api_v1_accounting_periods__period_id__sign_offs_delete", 404, "sign_off_not_found", null)]
    [InlineData("delete_checklist_step_ack_api_v1_accounting_periods__period_id__checklist_acks__step_id__delete", 404, "checklist_step_not_found", null)]
    public async Task What_a_rule_forbids_is_answered_as_documented(string id, int status, string code, string? body)
    {
        var operation = ContractDocument.Operation(id);

        var answer = await ((await service.NewTenant()).Request(operation) with { Body = body }).Send();

        AssertDocumented(operation, status, answer);
        Assert.Equal(code, answer.Json.GetProperty("code").GetString());
    }

    [Theory]
    [InlineData("list_periods_api_v1_accounting_periods_get")]
    [InlineData("list_journal_entries_api_v1_journal_entries_get")]
    [InlineData("list_audit_log_api_v1_audit_log_get")]
    public async Task A_cursor_of_another_list_is_answered_as_documented(string id)
    {
        var operation = ContractDocument.Operation(id);

        AssertDocumented(operation, 400, await ((await service.NewTenant()).Request(operation) with { Query = "?cursor=x" }).Send());
    }

    [Theory]
    [MemberData(nameof(RequestTests.WithBody), MemberType = typeof(RequestTests))]
    public async Task A_body_too_large_is_answered_as_documented(string id)
    {
        var operation = ContractDocument.Operation(id);
        var body = $$"""{"unknown":"{{new string('x', Limits.BodyBytesMax)}}"}""";

        AssertDocumented(operation, 413, await ((await service.NewTenant()).Request(operation) with { Body = body }).Send());
    }

    private static void AssertDocumented(DocumentedOperation operation, int status, ContractAnswer answer)
    {
        Assert.True(answer.Status == status, $"{answer.Status} {answer.Text}");
        var response = operation.Response(status);
        if (response.TryGetProperty("headers", out var headers))
            foreach (var header in headers.EnumerateObject()) Assert.Contains(header.Name, answer.Headers);
        if (!response.TryGetProperty("content", out var content))
        {
            Assert.Equal("", answer.Text);
            return;
        }

        var documented = Assert.Single(content.EnumerateObject());
        Assert.Equal(documented.Name, answer.MediaType);
        if (documented.Name == "text/event-stream")
            AssertEvent(answer.Text);
        else
            Assert.Empty(SchemaChecker.Objections(answer.Json, documented.Value.GetProperty("schema")));

        // An error is one of those the operation lists, word for word.
        if (status is >= 400 and not 422)
            Assert.Contains(operation.Examples(status), example => JsonElement.DeepEquals(example.Value, answer.Json));
    }

    private static void AssertEvent(string text)
    {
        var lines = text.Split('\n');
        Assert.Equal(["id", "event", "data"], lines.Select(line => line[..line.IndexOf(": ", StringComparison.Ordinal)]));
        Assert.Equal("event: close-score", lines[1]);
        using var score = JsonDocument.Parse(lines[2]["data: ".Length..]);
        Assert.Empty(SchemaChecker.Objections(score.RootElement, ContractDocument.Schema("GetCloseScoreResponse")));
        Assert.Equal($"id: {score.RootElement.GetProperty("version").GetInt64().ToString(CultureInfo.InvariantCulture)}", lines[0]);
    }
}
