using System.Globalization;
using System.Text.Json;

namespace Periods.Simulation.Tests.Model;

/// <summary>Plays one script against the service, in a business of its own, and against the ledger; throws at the first difference.</summary>
internal sealed class Player(ITarget target, Wire wire)
{
    private const string Api = "/api/v1", Periods = $"{Api}/accounting-periods";
    private static readonly Guid Unknown = new("00000000-0000-4000-8000-000000000404");

    private readonly Dictionary<string, Guid> _ids = [];
    private readonly Dictionary<string, string> _tokens = [];
    private readonly List<(Exchange Sent, Answer Answer)> _keyed = [];
    private int _count;

    public async Task Play(Script script)
    {
        await Found();
        var ledger = new Ledger(_ids);
        foreach (var step in script.Steps)
        {
            if (step is Step.Restart)
            {
                await target.Stop();
                wire.Use(await target.Start());
            }
            else if (step is Step.Again again) await Repeat(again);
            else await Do(step, ledger);
        }
    }

    private async Task Found()
    {
        _tokens["operator"] = target.OperatorToken;
        await Hire("outsider", await MakeBusiness(), "owner");
        _ids["business"] = await MakeBusiness();
        foreach (var role in Ledger.Ranks) await Hire(role, _ids["business"], role);
    }

    private async Task<Guid> MakeBusiness() => (await Need(new("POST", $"{Api}/businesses", """{"name": "Modelled"}""", target.OperatorToken, null, null))).GetProperty("id").GetGuid();

    private async Task Hire(string name, Guid business, string role)
    {
        var user = await Need(new("POST", $"{Api}/businesses/users",
            $$"""{"email": "{{name}}@example.com", "first_name": "A", "last_name": "{{name}}", "role": "{{role}}"}""", target.OperatorToken, business, null));
        _ids[name] = user.GetProperty("id").GetGuid();
        var token = await Need(new("POST", $"{Api}/tokens", $$"""{"name": "t", "user_id": "{{_ids[name]}}"}""", target.OperatorToken, business, null));
        _tokens[name] = token.GetProperty("token").GetString()!;
    }

    private async Task<JsonElement> Need(Exchange exchange)
    {
        var answer = await wire.Send(exchange);
        return answer.Status == 201 ? answer.Json : throw new InvalidOperationException($"{exchange} was answered {answer}");
    }

    private async Task Do(Step step, Ledger ledger)
    {
        var exchange = Request(step, ledger);
        var answer = step is Step.Score { Stream: true } ? await wire.First(exchange) : await wire.Send(exchange);
        if (step is Step.List or Step.Entries && answer.Status == 200) answer = await AllPages(exchange, answer, "items", "next_cursor");
        if (step is Step.ZenskarList && answer.Status == 200) answer = await AllPages(exchange, answer, "results", "next");
        if (step is Step.History && answer.Status == 200) answer = answer with { Text = answer.Json.GetProperty("items").EnumerateArray().Last().GetRawText() };
        var isNew = step is Step.Create or Step.Close or Step.ZenskarClose && answer.Code is null;
        Compare(step, ledger.Play(step, isNew ? answer.Json.GetProperty("id").GetGuid() : null), answer);
        if (exchange.Key is not null && (answer.Code is null || answer.Status is 400 or 409)) _keyed.Add((exchange, answer));
    }

    /// <summary>The same answer to the same request, and none to another one under its key.</summary>
    private async Task Repeat(Step.Again again)
    {
        if (_keyed.Count == 0) return;
        var (sent, first) = _keyed[^(again.Back % _keyed.Count + 1)];
        var isOther = again.Changed && sent.Body is not null;
        var answer = await wire.Send(isOther ? sent with { Body = sent.Body!.Replace("}", " }", StringComparison.Ordinal) } : sent);
        if (isOther && (answer.Status, answer.Code) != (422, "idempotency_key_reuse")) throw new Difference(again, "422 idempotency_key_reuse", answer);
        if (!isOther && answer != first) throw new Difference(again, first.ToString(), answer);
    }

    private async Task<Answer> AllPages(Exchange exchange, Answer first, string list, string cursor)
    {
        var items = first.Json.GetProperty(list).EnumerateArray().ToList();
        for (var page = first.Json; page.GetProperty(cursor).GetString() is { } next;)
        {
            page = (await wire.Send(exchange with { Path = $"{exchange.Path}&cursor={next}" })).Json;
            items.AddRange(page.GetProperty(list).EnumerateArray());
        }
        return first with { Text = $$"""{"items": [{{string.Join(',', items.Select(i => i.GetRawText()))}}]}""" };
    }

    private Exchange Request(Step step, Ledger ledger)
    {
        string Of(int period, string rest = "") => $"{Periods}/{ledger.Find(period)?.Id ?? Unknown}{rest}";
        Exchange Command(string method, string path, object? body) => new(
            method, path, body is null ? null : JsonSerializer.Serialize(body), _tokens.GetValueOrDefault(step.Who), _ids["business"], ++_count % 2 == 0 ? $"key {_count}" : null);
        Exchange Read(string path) => new("GET", path, null, _tokens.GetValueOrDefault(step.Who), _ids["business"], null);

        return step switch
        {
            Step.CreateBusiness s => Command("POST", $"{Api}/businesses", s.Taken ? new { name = "B", id = (Guid?)_ids["business"] } : new { name = "B", id = (Guid?)null }) with { Key = null },
            Step.AddUser s => Command("POST", $"{Api}/businesses/users",
                new { email = s.Taken ? "OWNER@example.com" : $"user{_count}@example.com", first_name = "N", last_name = "N", role = s.Role }),
            Step.IssueToken s => Command("POST", $"{Api}/tokens", new { name = "t", user_id = _ids[s.For] }) with { Key = null },
            Step.Create s => Command("POST", Periods, new { period_start = Step.Spans[s.Span].Start, period_end = Step.Spans[s.Span].End }),
            Step.Close s => Command("POST", $"{Periods}/close", new { period_end = Step.Spans[s.Span].End, lock_reason = s.Reason, force = s.Force }),
            Step.ZenskarClose s => Command("POST", "/accounting_new/periods/close", new { end_date = Step.Spans[s.Span].End, period_name = s.Name }) with { Zenskar = true },
            Step.Validate s => new("POST", "/accounting_new/periods/validate-close", JsonSerializer.Serialize(new { end_date = Step.Spans[s.Span].End }),
                _tokens.GetValueOrDefault(s.Who), _ids["business"], null, Zenskar: true),
            Step.ZenskarGet s => Read($"/accounting_new/periods/{ledger.Find(s.Period)?.Id ?? Unknown}") with { Zenskar = true },
            Step.ZenskarList s => Read($"/accounting_new/periods?limit={s.Limit}") with { Zenskar = true },
            Step.BulkLock s => Command("POST", $"{Periods}/bulk-lock", new { period_ids = s.Periods.Select(period => ledger.Find(period)?.Id ?? Unknown), lock_reason = s.Reason }),
            Step.SetPolicy s => Command("PUT", $"{Api}/businesses/policy", Policy.All[s.Number].Body),
            Step.GetPolicy => Read($"{Api}/businesses/policy"),
            Step.Lock s => Command("POST", Of(s.Period, "/lock"), new { lock_reason = s.Reason }),
            Step.Reopen s => Command("POST", Of(s.Period, "/reopen"), new { reopen_reason = s.Reason }),
            Step.Get s => Read(Of(s.Period)),
            Step.List s => Read($"{Periods}?sort_by=period_start&descending={(s.Descending ? "true" : "false")}&limit={s.Limit}{(s.Status is null ? "" : $"&status={s.Status}")}{(s.Search is null ? "" : $"&search={s.Search}")}"),
            Step.Post s => Command("POST", $"{Api}/journal-entries", new
            {
                id = s.Id == 0 ? (Guid?)null : new Guid($"00000000-0000-4000-8000-00000000000{s.Id}"), description = "modelled", datetime = Step.Days[s.Day],
                line_entries = new[] { new { ledger_id = "6100", amount = 100, debit_credit = "debit" }, new { ledger_id = "1000", amount = s.Cents, debit_credit = "credit" } },
            }),
            Step.CheckDays s => Command("POST", $"{Api}/posting-checks", new { dates = new[] { Step.Days[s.One], Step.Days[s.Other] } }) with { Key = null },
            Step.Entries s => Read($"{Api}/journal-entries?limit={s.Limit}{(s.From is { } from ? $"&start_date={Step.Days[from]:O}" : "")}{(s.To is { } to ? $"&end_date={Step.Days[to]:O}" : "")}"),
            Step.SignOff s => Command("POST", Of(s.Period, "/sign-offs"), new { role = s.Role, notes = s.Notes }),
            Step.Revoke s => Command("DELETE", Of(s.Period, $"/sign-offs?role={s.Role}"), null),
            Step.SignOffs s => Read(Of(s.Period, "/sign-offs")),
            Step.Acknowledge s => Command("PUT", Of(s.Period, $"/checklist-acks/{s.StepId}"), new { notes = s.Notes }),
            Step.Withdraw s => Command("DELETE", Of(s.Period, $"/checklist-acks/{s.StepId}"), null),
            Step.Acknowledgements s => Read(Of(s.Period, "/checklist-acks")),
            Step.Report s => Command("PUT", Of(s.Period, "/close-inputs"), Inputs(s)),
            Step.Readiness s => new("POST", Of(s.Period, "/close-readiness"), null, _tokens.GetValueOrDefault(s.Who), _ids["business"], null),
            Step.History s => Read(Of(s.Period, "/score-history")),
            Step.Score s => Read(Of(s.Period, s.Stream ? "/close-score/stream" : "/close-score")),
            _ => throw new ArgumentOutOfRangeException(nameof(step), step, "No such operation"),
        };
    }

    private static Dictionary<string, object?> Inputs(Step.Report s)
    {
        var body = new Dictionary<string, object?>();
        Put("transaction_count", s.Count, n => n);
        Put("unreviewed_count", s.Unreviewed, n => n);
        Put("uncategorized_count", s.Uncategorized, n => n);
        Put("reconciliations", s.Completed, n => new { required = 6, completed = n });
        Put("anomalies", s.High, n => new { high = n, medium = 1, low = 2 });
        return body;

        void Put(string name, int? value, Func<int, object> shape)
        {
            if (value is { } given) body[name] = given < 0 ? null : shape(given);
        }
    }

    private static void Compare(Step step, Expected expected, Answer answer)
    {
        if (answer.Status != expected.Status || answer.Code != expected.Code) throw new Difference(step, $"{expected.Status} {expected.Code}", answer);
        if (expected.Fields is { } fields) Compare(step, fields, answer.Json, answer);
        if (expected.Items is not { } items) return;
        var found = answer.Json.GetProperty("items").EnumerateArray().ToArray();
        if (found.Length != items.Count) throw new Difference(step, $"{items.Count} items", answer);
        foreach (var (item, json) in items.Zip(found)) Compare(step, item, json, answer);
    }

    private static void Compare(Step step, Dictionary<string, object?> fields, JsonElement json, Answer answer)
    {
        foreach (var (name, value) in fields)
        {
            var found = json.TryGetProperty(name, out var property) ? property : throw new Difference(step, $"a field {name}", answer);
            var equal = value switch
            {
                null => found.ValueKind == JsonValueKind.Null,
                bool flag => found.ValueKind == (flag ? JsonValueKind.True : JsonValueKind.False),
                string text => found.ValueKind == JsonValueKind.String && found.GetString() == text,
                _ => found.ValueKind == JsonValueKind.Number && found.GetDecimal() == Convert.ToDecimal(value, CultureInfo.InvariantCulture),
            };
            if (!equal) throw new Difference(step, $"{name} = {value ?? "null"}", answer);
        }
    }
}

/// <summary>The service and the ledger do not agree.</summary>
internal sealed class Difference(Step step, string expected, Answer answer) : Exception($"{step}\n  expected {expected}\n  answered {answer.Status} {answer.Code} {answer.Text}");
