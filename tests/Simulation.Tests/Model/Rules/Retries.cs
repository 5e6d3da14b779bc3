using Periods.Simulation.Tests.Model.Playing;
using Periods.Simulation.Tests.Model.Steps;

namespace Periods.Simulation.Tests.Model.Rules;

/// <summary>What is remembered under Idempotency-Keys: by user, and by what the key is used on.</summary>
internal sealed class Retries(Guid business)
{
    private readonly Dictionary<(string Owner, Guid? User, string Key), (string Request, Answer Answer)> _known = [];

    /// <summary>The answer to a key that was used before; null to a new one.</summary>
    public Expected? Recall(Call call)
    {
        if (Slot(call) is not { } slot || !_known.TryGetValue(slot, out var known)) return null;
        if (known.Request != Fingerprint(call)) return new(422, "idempotency_key_reuse");
        return new(known.Answer.Status, known.Answer.Code, Same: known.Answer);
    }

    /// <summary>Whatever a rule has answered; but nothing is remembered by a period that is not there.</summary>
    public void Remember(Call call, Answer answer)
    {
        if (Slot(call) is not { } slot || (answer.Code == "period_not_found" && IsOfPeriod(call.Step))) return;
        _known[slot] = (Fingerprint(call), Kept(answer));
    }

    public bool Has(Call call) => Slot(call) is { } slot && _known.ContainsKey(slot);

    /// <summary>A token's secret is told once.</summary>
    private static Answer Kept(Answer answer) =>
        answer.Code is null && answer.Text.Length > 0 && answer.Json.ValueKind == System.Text.Json.JsonValueKind.Object && answer.Json.TryGetProperty("token", out var secret)
            ? answer with { Text = answer.Text.Replace(secret.GetRawText(), "null", StringComparison.Ordinal) }
            : answer;

    private (string Owner, Guid? User, string Key)? Slot(Call call) => call.Sent.Key is { } key && Right.Of(call.Step).IsCommand ? (Owner(call, key), call.By.User, key) : null;

    private string Owner(Call call, string key) => call.Step switch
    {
        Step.CreateBusiness { Taken: false } => $"what {key} makes",
        Step.AddUser or Step.IssueToken or Step.RevokeToken => "the users",
        var step when IsOfPeriod(step) => $"{call.Sent.Period}",
        _ => $"{business}",
    };

    /// <summary>What happens inside a period; its lifecycle is the business's.</summary>
    private static bool IsOfPeriod(Step step) => step is Step.SignOff or Step.Revoke or Step.Acknowledge or Step.Withdraw or Step.Report;

    private static string Fingerprint(Call call) => $"{call.Sent.Method} {call.Sent.Path}\n{call.Sent.Body}";
}
