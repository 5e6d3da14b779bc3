using System.Text.Json;

namespace Periods.Gateway.Tests.Running;

/// <summary>What people ask of the audit log, in their words.</summary>
internal static class AuditCalls
{
    public const string Log = "/api/v1/audit-log";

    public static Task<Answer> Audit(this Client client, string query = "") => client.Get(Log + query);

    public static Task<Answer> VerifyAudit(this Client client, Guid period) => client.Get($"{PeriodCalls.Periods}/{period}/audit/verify");

    public static JsonElement[] Items(this Answer answer) => [.. answer.Ok().Json.GetProperty("items").EnumerateArray()];

    public static string? Field(this JsonElement entry, string name) => entry.GetProperty(name).GetString();

    /// <summary>Refusals are kept moments after they are answered.</summary>
    public static async Task<Answer> WithRefusals(this Client client, int count, string query = "")
    {
        Answer? answer = null;
        await Until.Holds(async () => (answer = await client.Audit($"?outcome=refused&limit=1000{query}")).Items().Length >= count);
        Assert.Equal(count, answer!.Items().Length);
        return answer!;
    }
}
