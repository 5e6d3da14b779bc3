namespace Periods.Gateway.Tests.Running;

/// <summary>What people do with periods, in their words.</summary>
internal static class PeriodCalls
{
    public const string Periods = "/api/v1/accounting-periods";

    public static Task<Answer> CreatePeriod(this Client client, string start, string end) =>
        client.Post(Periods, $$"""{"period_start":"{{start}}","period_end":"{{end}}"}""");

    /// <summary>An open period: March 2026 unless told otherwise.</summary>
    public static async Task<Guid> OpenPeriod(this Company company, string start = "2026-03-01", string end = "2026-03-31") =>
        (await company.Admin.Client.CreatePeriod(start, end)).Ok().Id;

    public static Task<Answer> ClosePeriod(this Client client, string end, string? reason = null) =>
        client.Post($"{Periods}/close", reason is null ? $$"""{"period_end":"{{end}}"}""" : $$"""{"period_end":"{{end}}","lock_reason":"{{reason}}"}""");

    public static Task<Answer> ZenskarClose(this Client client, string end, string? name = null) =>
        client.Post("/accounting_new/periods/close", name is null ? $$"""{"end_date":"{{end}}"}""" : $$"""{"end_date":"{{end}}","period_name":"{{name}}"}""");

    public static Task<Answer> LockPeriod(this Client client, Guid period) => client.Post($"{Periods}/{period}/lock", "{}");

    public static Task<Answer> ReopenPeriod(this Client client, Guid period, string reason = "late invoice") =>
        client.Post($"{Periods}/{period}/reopen", $$"""{"reopen_reason":"{{reason}}"}""");

    public static Task<Answer> SignOff(this Client client, Guid period, string role, string? notes = null) =>
        client.Post($"{Periods}/{period}/sign-offs", notes is null ? $$"""{"role":"{{role}}"}""" : $$"""{"role":"{{role}}","notes":"{{notes}}"}""");

    public static Task<Answer> RevokeSignOff(this Client client, Guid period, string role) => client.Delete($"{Periods}/{period}/sign-offs?role={role}");

    public static Task<Answer> Acknowledge(this Client client, Guid period, string step, string body = "{}") =>
        client.Put($"{Periods}/{period}/checklist-acks/{step}", body);

    public static Task<Answer> ReportInputs(this Client client, Guid period, string body) => client.Put($"{Periods}/{period}/close-inputs", body);

    public static Task<Answer> CloseScore(this Client client, Guid period) => client.Get($"{Periods}/{period}/close-score");
}
