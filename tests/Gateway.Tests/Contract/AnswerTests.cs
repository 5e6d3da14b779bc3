namespace Periods.Gateway.Tests.Contract;

/// <summary>What rules answer is as documented, each for its own code.</summary>
public sealed class AnswerTests(ContractService service) : IClassFixture<ContractService>
{
    public static TheoryData<string> OfPeriod =>
        [.. ContractDocument.Operations.Where(operation => operation.Parameters("path").Any()).Select(operation => operation.Id)];

    [Theory]
    [MemberData(nameof(OfPeriod))]
    public async Task An_unknown_period_is_answered_as_documented(string id)
    {
        var operation = ContractDocument.Operation(id);

        Documented.Is(operation, 404, await ((await service.NewTenant()).Request(operation) with { Period = $"{Guid.NewGuid()}" }).Send());
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

        Documented.Is(operation, status, answer);
        Assert.Equal(code, answer.Json.GetProperty("code").GetString());
    }
}
