using System.Reflection;
using Periods.Gateway.Startup;
using Periods.Gateway.Tests.Running;

namespace Periods.Gateway.Tests.Contract;

/// <summary>An operation as these tests call it.</summary>
/// <param name="Pattern">As Routes.cs has it.</param>
/// <param name="Body">One the operation takes; null when it reads none.</param>
/// <param name="Query">What it needs behind the path.</param>
/// <param name="Least">The least role that may call it; "operator" for the operator alone.</param>
public sealed record Operation(string Method, string Pattern, string? Body, string Least, string Query = "")
{
    public bool IsZenskar => Pattern.StartsWith("/accounting_new", StringComparison.Ordinal);

    public bool IsInBusiness => Pattern != "/api/v1/businesses";

    public bool IsInPeriod => Pattern.Contains("{period_id}", StringComparison.Ordinal);

    public string BusinessHeader => IsZenskar ? "organisation" : "x-business-id";

    public string Challenge => IsZenskar ? "APIKey" : "Bearer";

    /// <param name="id">Of the period or the token that the path names.</param>
    public string Path(string id) =>
        Pattern.Replace("{period_id}", id, StringComparison.Ordinal).Replace("{token_id}", id, StringComparison.Ordinal).Replace("{step_id}", "cash_review", StringComparison.Ordinal) + Query;

    public override string ToString() => $"{Method} {Pattern}";

    internal Client By(Company company, Person person) => IsZenskar ? company.Zenskar(person) : person.Client;

    /// <summary>The operator, in the dialect of the operation.</summary>
    internal Client ByOperator(Company company) => IsZenskar
        ? new(company.Operator.Http, ("x-api-key", TestService.OperatorToken), ("organisation", $"{company.Id}"))
        : company.Operator;

    /// <summary>Somebody who may.</summary>
    internal Client ByAllowed(Company company) => Least == "operator" ? ByOperator(company) : By(company, company.Owner);

    internal Task<Answer> Call(Client client, Guid id) => client.Send(Method, Path($"{id}"), Body is null ? null : System.Text.Encoding.UTF8.GetBytes(Body));
}

/// <summary>All operations. A test holds this table and Routes.cs together.</summary>
internal static class Operations
{
    private const string Periods = "/api/v1/accounting-periods";
    private const string Period = Periods + "/{period_id}";

    public static readonly Operation[] All =
    [
        new("POST", "/api/v1/businesses", """{"name":"Acme"}""", "operator"),
        new("POST", "/api/v1/businesses/users", """{"email":"a@b.example","first_name":"A","last_name":"B","role":"viewer"}""", "admin"),
        new("GET", "/api/v1/businesses/policy", null, "viewer"),
        new("PUT", "/api/v1/businesses/policy", "{}", "admin"),
        new("POST", "/api/v1/tokens", """{"name":"t","user_id":"00000000-0000-4000-8000-000000000000"}""", "admin"),
        new("GET", "/api/v1/tokens", null, "viewer"),
        new("POST", "/api/v1/tokens/{token_id}/revoke", "{}", "viewer"),
        new("DELETE", "/api/v1/tokens/{token_id}", null, "viewer"),
        new("GET", Periods, null, "viewer"),
        new("POST", Periods, """{"period_start":"2026-05-01","period_end":"2026-05-31"}""", "admin"),
        new("GET", Period, null, "viewer"),
        new("POST", Periods + "/close", """{"period_end":"2026-03-31"}""", "admin"),
        new("POST", Period + "/lock", "{}", "admin"),
        new("POST", Period + "/reopen", """{"reopen_reason":"late invoice"}""", "admin"),
        new("POST", Periods + "/bulk-lock", """{"period_ids":["00000000-0000-4000-8000-000000000000"]}""", "admin"),
        new("GET", Period + "/sign-offs", null, "viewer"),
        new("POST", Period + "/sign-offs", """{"role":"preparer"}""", "member"),
        new("DELETE", Period + "/sign-offs", null, "member", "?role=preparer"),
        new("GET", Period + "/checklist-acks", null, "viewer"),
        new("PUT", Period + "/checklist-acks/{step_id}", "{}", "member"),
        new("DELETE", Period + "/checklist-acks/{step_id}", null, "member"),
        new("PUT", Period + "/close-inputs", "{}", "member"),
        new("POST", Period + "/close-readiness", null, "viewer"),
        new("GET", Period + "/close-score", null, "viewer"),
        new("GET", Period + "/score-history", null, "viewer"),
        new("GET", Period + "/close-score/stream", null, "viewer"),
        new("GET", "/api/v1/audit-log", null, "admin"),
        new("GET", Period + "/audit/verify", null, "admin"),
        new("GET", "/api/v1/journal-entries", null, "viewer"),
        new("POST", "/api/v1/journal-entries", PostingCalls.Entry("2026-03-15"), "member"),
        new("POST", "/api/v1/posting-checks", """{"dates":["2026-03-15"]}""", "viewer"),
        new("GET", "/accounting_new/periods", null, "viewer"),
        new("GET", "/accounting_new/periods/{period_id}", null, "viewer"),
        new("POST", "/accounting_new/periods/close", """{"end_date":"2026-03-31"}""", "admin"),
        new("POST", "/accounting_new/periods/validate-close", """{"end_date":"2026-03-31"}""", "viewer"),
    ];

    public static TheoryData<Operation> Every => [.. All];

    public static TheoryData<Operation> WithBody => [.. All.Where(o => o.Body is not null)];

    public static TheoryData<Operation> NeedingBody => [.. All.Where(o => o.Body is not null && !o.Pattern.EndsWith("/revoke", StringComparison.Ordinal))];

    public static TheoryData<Operation> InBusiness => [.. All.Where(o => o.IsInBusiness)];

    public static TheoryData<Operation> InPeriod => [.. All.Where(o => o.IsInPeriod)];

    /// <summary>The table of contents of the service: it is internal, so it is asked by name.</summary>
    public static IEnumerable<string> OfTheService()
    {
        var gateway = typeof(Service).Assembly;
        var scores = Activator.CreateInstance(gateway.GetType("Periods.Gateway.Scoring.CloseScoreEndpoints")!, [null]);
        var all = gateway.GetType("Periods.Gateway.Routes")!.GetMethod("All", BindingFlags.Public | BindingFlags.Static)!.Invoke(null, [scores]);
        return ((IEnumerable<object>)all!).Select(o => $"{Read(o, "Method")} {Read(o, "Pattern")}");
    }

    private static object? Read(object operation, string name) => operation.GetType().GetProperty(name)!.GetValue(operation);
}
