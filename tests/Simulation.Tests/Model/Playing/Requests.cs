using System.Text.Json;
using Periods.Simulation.Tests.Model.Rules;
using Periods.Simulation.Tests.Model.Steps;

namespace Periods.Simulation.Tests.Model.Playing;

/// <summary>What each step is over HTTP: method, path and body.</summary>
internal sealed class Requests(Books books)
{
    public const string Api = "/api/v1", Periods = $"{Api}/accounting-periods", Zenskar = "/accounting_new/periods", Log = $"{Api}/audit-log";

    public Exchange Of(Step step) => step switch
    {
        Step.CreateBusiness s => Send("POST", $"{Api}/businesses", s.Taken ? new { name = "B", id = (Guid?)books.Business } : new { name = "B", id = (Guid?)null }),
        Step.AddUser s => Send("POST", $"{Api}/businesses/users", new { email = books.Staff.EmailFor(s.Name, s.Taken), first_name = "A", last_name = s.Name, role = s.Role }),
        Step.IssueToken s => Send("POST", $"{Api}/tokens", Token(s)),
        Step.ListTokens s => Read($"{Api}/tokens?include_total_count=true&limit={s.Limit}"),
        Step.RevokeToken { Reason: null } s => Send("DELETE", $"{Api}/tokens/{Named(s)?.Id ?? Books.Unknown}"),
        Step.RevokeToken s => Send("POST", $"{Api}/tokens/{Named(s)?.Id ?? Books.Unknown}/revoke", new { revocation_reason = s.Reason }),
        Step.AuditLog s => Read($"{Log}?{Query(s)}"),
        Step.VerifyAudit s => In(s, "GET", "/audit/verify"),
        Step.SetPolicy s => Send("PUT", $"{Api}/businesses/policy", Policy.All[s.Number].Shown),
        Step.GetPolicy => Read($"{Api}/businesses/policy"),
        Step.Create s => Send("POST", Periods, new { period_start = Step.Spans[s.Span].Start, period_end = Step.Spans[s.Span].End }),
        Step.Close s => Send("POST", $"{Periods}/close", new { period_end = Step.Spans[s.Span].End, lock_reason = s.Reason, force = s.Force }),
        Step.BulkLock s => Send("POST", $"{Periods}/bulk-lock", new { period_ids = s.Periods.Select(period => books.Find(period)?.Id ?? Books.Unknown), lock_reason = s.Reason }),
        Step.Lock s => In(s, "POST", "/lock", new { lock_reason = s.Reason }),
        Step.Reopen s => In(s, "POST", "/reopen", new { reopen_reason = s.Reason }),
        Step.Get s => In(s, "GET", ""),
        Step.List s => Read($"{Periods}?include_total_count=true&sort_by=period_start&descending={Word(s.Descending)}&limit={s.Limit}{(s.Status is null ? "" : $"&status={s.Status}")}{(s.Search is null ? "" : $"&search={s.Search}")}"),
        Step.ZenskarClose s => Send("POST", $"{Zenskar}/close", new { end_date = Step.Spans[s.Span].End, period_name = s.Name }) with { Zenskar = true },
        Step.Validate s => Send("POST", $"{Zenskar}/validate-close", new { end_date = Step.Spans[s.Span].End }) with { Zenskar = true },
        Step.ZenskarGet s => In(s, "GET", "", of: Zenskar) with { Zenskar = true },
        Step.ZenskarList s => Read($"{Zenskar}?limit={s.Limit}") with { Zenskar = true },
        Step.SignOff s => In(s, "POST", "/sign-offs", new { role = s.Role, notes = s.Notes }),
        Step.Revoke s => In(s, "DELETE", $"/sign-offs?role={s.Role}"),
        Step.SignOffs s => In(s, "GET", "/sign-offs"),
        Step.Acknowledge s => In(s, "PUT", $"/checklist-acks/{s.StepId}", new { notes = s.Notes, waived = s.Waived }),
        Step.Withdraw s => In(s, "DELETE", $"/checklist-acks/{s.StepId}"),
        Step.Acknowledgements s => In(s, "GET", "/checklist-acks"),
        Step.Report s => In(s, "PUT", "/close-inputs", Inputs(s)),
        Step.Readiness s => In(s, "POST", "/close-readiness"),
        Step.History s => In(s, "GET", "/score-history"),
        Step.Score s => In(s, "GET", s.Stream ? "/close-score/stream" : "/close-score"),
        Step.Post s => Send("POST", $"{Api}/journal-entries", Entry(s)),
        Step.CheckDays s => Send("POST", $"{Api}/posting-checks", new { dates = new[] { Step.Days[s.One], Step.Days[s.Other] } }),
        Step.Entries s => Read($"{Api}/journal-entries?include_total_count=true&limit={s.Limit}{(s.From is { } from ? $"&start_date={Step.Days[from]:O}" : "")}{(s.To is { } to ? $"&end_date={Step.Days[to]:O}" : "")}"),
        _ => throw new ArgumentOutOfRangeException(nameof(step), step, "No such operation"),
    };

    /// <summary>Without the times, which have to be looked up.</summary>
    private string Query(Step.AuditLog s)
    {
        var query = $"descending={Word(s.Descending)}&limit={s.Limit}";
        if (s.Period is { } number) query += $"&period_id={books.Find(number)?.Id ?? Books.Unknown}";
        if (s.Of is { } name) query += $"&user_id={AuditRules.UserOf(books, name)}";
        if (s.Action is { } action) query += $"&action={action}";
        if (AuditRules.Refused(s) is { } refused) query += $"&outcome={(refused ? "refused" : "accepted")}";
        return query;
    }

    private static Exchange Read(string path) => new("GET", path);

    private static Exchange Send(string method, string path, object? body = null) => new(method, path, body is null ? null : JsonSerializer.Serialize(body));

    private Exchange In(Step.InPeriod step, string method, string rest, object? body = null, string of = Periods)
    {
        var id = books.Find(step.Period)?.Id ?? Books.Unknown;
        return Send(method, $"{of}/{id}{rest}", body) with { Period = id };
    }

    /// <summary>The token is named whether the caller may see it or not.</summary>
    public Token? Named(Step.RevokeToken s) => books.Staff.Find(s.Of)?.Numbered(s.Number);

    private Dictionary<string, object?> Token(Step.IssueToken s)
    {
        var body = new Dictionary<string, object?> { ["name"] = AccessRules.TokenName, ["user_id"] = AuditRules.UserOf(books, s.For), ["description"] = s.Description };
        if (s.LifeDays is { } days) body["expires_in_days"] = days;
        return body;
    }

    private static object Entry(Step.Post s) => new
    {
        id = s.Id == 0 ? (Guid?)null : new Guid($"00000000-0000-4000-8000-00000000000{s.Id}"), description = PostingRules.Description, datetime = Step.Days[s.Day],
        line_entries = new[] { new { ledger_id = "6100", amount = PostingRules.Cents, debit_credit = "debit" }, new { ledger_id = "1000", amount = s.Cents, debit_credit = "credit" } },
    };

    private static Dictionary<string, object?> Inputs(Step.Report s)
    {
        var body = new Dictionary<string, object?>();
        Put("transaction_count", s.Count, n => n);
        Put("unreviewed_count", s.Unreviewed, n => n);
        Put("uncategorized_count", s.Uncategorized, n => n);
        Put("reconciliations", s.Completed, n => new { required = ScoreRules.Required, completed = n });
        Put("anomalies", s.High, n => new { high = n, medium = ScoreRules.Medium, low = ScoreRules.Low });
        return body;

        void Put(string name, int? value, Func<int, object> shape)
        {
            if (value is { } given) body[name] = given < 0 ? null : shape(given);
        }
    }

    private static string Word(bool flag) => flag ? "true" : "false";
}
