using System.Text.Json;

namespace Periods.Gateway.Tests.Contract;

/// <summary>The examples of 422s are real answers, to the letter.</summary>
public sealed class ProblemExampleTests(ContractService service) : IClassFixture<ContractService>
{
    private const string Periods = "_api_v1_accounting_periods";
    private const string SignOff = $"create_period_sign_off{Periods}__period_id__sign_offs_post";

    public static TheoryData<string> WithRequiredFields =>
    [
        .. from operation in ContractDocument.Operations
           where operation.HasBody && operation.BodySchema.TryGetProperty("required", out _)
           select operation.Id,
    ];

    [Theory]
    [MemberData(nameof(WithRequiredFields))]
    public async Task Missing_fields(string id) => await AssertExample(id, "body", request => request with { Body = "{}" });

    [Theory]
    [InlineData($"lock_period{Periods}__period_id__lock_post", "body", """{"lock_reason":5}""")]
    [InlineData($"acknowledge_checklist_step{Periods}__period_id__checklist_acks__step_id__put", "body", """{"notes":5}""")]
    [InlineData($"report_close_inputs{Periods}__period_id__close_inputs_put", "body", """{"unreviewed_count":-1}""")]
    [InlineData("revoke_token_api_v1_tokens__token_id__revoke_post", "body", """{"revocation_reason":5}""")]
    [InlineData($"bulk_lock_periods{Periods}_bulk_lock_post", "malformed_id", """{"period_ids":["abc"]}""")]
    [InlineData("set_business_policy_api_v1_businesses_policy_put", "step_pattern", """{"required_steps":["Cash!"]}""")]
    [InlineData("create_journal_entry_api_v1_journal_entries_post", "one_line", """{"description":"x","datetime":"2026-01-31","line_entries":[{"ledger_id":"6100","amount":1,"debit_credit":"debit"}]}""")]
    [InlineData("create_journal_entry_api_v1_journal_entries_post", "wrong_datetime", """{"description":"x","datetime":"2026-02-30","line_entries":[{"ledger_id":"1","amount":1,"debit_credit":"debit"},{"ledger_id":"2","amount":1,"debit_credit":"credit"}]}""")]
    [InlineData("check_postings_api_v1_posting_checks_post", "no_date", """{"dates":[]}""")]
    [InlineData(SignOff, "unknown_role", """{"role":"owner"}""")]
    public async Task Wrong_fields(string id, string example, string body) => await AssertExample(id, example, request => request with { Body = body });

    [Theory]
    [InlineData($"list_periods{Periods}_get", "limit_too_large", "?limit=1001")]
    [InlineData($"list_periods{Periods}_get", "unknown_status", "?status=x")]
    [InlineData("list_journal_entries_api_v1_journal_entries_get", "wrong_date", "?start_date=2026-02-30")]
    [InlineData($"delete_period_sign_off{Periods}__period_id__sign_offs_delete", "role_missing", "")]
    [InlineData("Get-accounting-periods", "unknown_order", "?order=closed_at")]
    public async Task Wrong_queries(string id, string example, string query) => await AssertExample(id, example, request => request with { Query = query });

    [Theory]
    [InlineData($"get_period{Periods}__period_id__get", "business_header_missing")]
    [InlineData("get_business_policy_api_v1_businesses_policy_get", "business_header_missing")]
    [InlineData("Close-accounting-period", "organisation_missing")]
    [InlineData("Get-accounting-periods", "organisation_missing")]
    [InlineData("Get-accounting-period", "organisation_missing")]
    public async Task A_missing_business(string id, string example) => await AssertExample(id, example, request => request with { Business = null });

    [Theory]
    [InlineData($"get_period{Periods}__period_id__get")]
    [InlineData("Get-accounting-period")]
    public async Task A_malformed_period_id(string id) => await AssertExample(id, "malformed_period_id", request => request with { Period = "abc" });

    [Fact]
    public async Task A_last_event_id_that_is_no_number() =>
        await AssertExample(
            $"stream_close_score{Periods}__period_id__close_score_stream_get", "last_event_id", request => request with { Header = ("Last-Event-ID", "x") });

    [Fact]
    public async Task An_idempotency_key_used_for_another_request()
    {
        var request = (await service.NewTenant()).Request(ContractDocument.Operation(SignOff)) with { Header = ("Idempotency-Key", "4f0c2a1e-close-january") };
        await request.Send();

        AssertExample("idempotency_key_reused", request.Operation, await (request with { Body = """{"role":"partner"}""" }).Send());
    }

    private async Task AssertExample(string id, string example, Func<ContractRequest, ContractRequest> spoil)
    {
        var operation = ContractDocument.Operation(id);
        AssertExample(example, operation, await spoil((await service.NewTenant()).Request(operation)).Send());
    }

    private static void AssertExample(string example, DocumentedOperation operation, ContractAnswer answer)
    {
        var documented = operation.Examples(422).Single(e => e.Name == example).Value;
        Assert.True(JsonElement.DeepEquals(documented, answer.Json), $"{example}: {answer.Text}");
    }
}
