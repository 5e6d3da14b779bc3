using System.Text.Json;
using Periods.Gateway.Tests.Contract;
using Periods.Gateway.Tests.Running;

namespace Periods.Gateway.Tests.Reference;

/// <summary>For every type of problem that a 422 can list, somebody who is told it.</summary>
internal static class ProblemTypes
{
    public static readonly IReadOnlyList<string> OfTheDocument =
        [.. ContractDocument.Schema("ValidationError").GetProperty("properties").GetProperty("type").GetProperty("examples").EnumerateArray().Select(type => type.GetString()!)];

    public static readonly IReadOnlyDictionary<string, Func<Scene, Task<Answer>>> Cases = new Dictionary<string, Func<Scene, Task<Answer>>>
    {
        ["missing"] = s => Sign(s, "{}"),
        ["model_attributes_type"] = s => Sign(s, "[]"),
        ["json_invalid"] = s => Sign(s, "{"),
        ["enum"] = s => Sign(s, """{"role":"owner"}"""),
        ["string_type"] = s => Sign(s, """{"role":"preparer","notes":1}"""),
        ["string_too_long"] = s => Sign(s, $$"""{"role":"preparer","notes":"{{new string('x', Limits.NotesLengthMax + 1)}}"}"""),
        ["string_unicode"] = s => Sign(s, """{"role":"preparer","notes":"\ud800"}"""),
        ["string_nul"] = s => Sign(s, """{"role":"preparer","notes":"\u0000"}"""),
        ["string_too_short"] = s => Post(s, "/reopen", """{"reopen_reason":""}"""),
        ["string_pattern_mismatch"] = s => Policy(s, """{"required_steps":["Cash!"]}"""),
        ["bool_type"] = s => Policy(s, """{"strict_score":[]}"""),
        ["bool_parsing"] = s => Policy(s, """{"strict_score":"maybe"}"""),
        ["float_type"] = s => Policy(s, """{"min_score":[]}"""),
        ["float_parsing"] = s => Policy(s, """{"min_score":"high"}"""),
        ["finite_number"] = s => Policy(s, """{"min_score":"nan"}"""),
        ["list_type"] = s => Policy(s, """{"required_roles":{}}"""),
        ["date_type"] = s => Create(s, "5"),
        ["date_parsing"] = s => Create(s, "\"0000-01-01\""),
        ["date_from_datetime_parsing"] = s => Create(s, "\"2026-02-30\""),
        ["date_from_datetime_inexact"] = s => Create(s, "\"2026-01-31T12:00:00Z\""),
        ["datetime_type"] = s => Book(s, "5"),
        ["datetime_parsing"] = s => Book(s, "\"0000-01-01T00:00:00Z\""),
        ["datetime_from_date_parsing"] = s => Book(s, "\"2026-02-30\""),
        ["int_type"] = s => Report(s, "[]"),
        ["int_parsing"] = s => Report(s, "\"x\""),
        ["int_parsing_size"] = s => Report(s, $"\"{new string('9', 5_000)}\""),
        ["int_from_float"] = s => Report(s, "1.5"),
        ["greater_than_equal"] = s => Report(s, "-1"),
        ["less_than_equal"] = s => Report(s, "1000000000001"),
        ["literal_error"] = s => s.Viewer.Get($"{PeriodCalls.Periods}?direction=up"),
        ["uuid_parsing"] = s => s.Viewer.Get($"{PeriodCalls.Periods}/abc"),
        ["uuid_type"] = s => s.Company.Operator.Post("/api/v1/businesses", """{"name":"x","id":5}"""),
        ["value_error"] = s => s.Company.Operator.Post("/api/v1/businesses", """{"name":"x","time_zone":"Mars/Olympus"}"""),
        ["too_short"] = s => s.Admin.Post($"{PeriodCalls.Periods}/bulk-lock", """{"period_ids":[]}"""),
        ["too_long"] = s => s.Admin.Post($"{PeriodCalls.Periods}/bulk-lock", $$"""{"period_ids":[{{string.Join(',', Enumerable.Repeat("0", 121))}}]}"""),
        ["idempotency_key_reuse"] = s => RefusalCases.All[RefusalCode.IdempotencyKeyReused](s),
    };

    public static IEnumerable<string> Of(JsonElement problems) => problems.GetProperty("detail").EnumerateArray().Select(problem => problem.GetProperty("type").GetString()!);

    private static Task<Answer> Sign(Scene scene, string body) => Post(scene, "/sign-offs", body);

    private static Task<Answer> Post(Scene scene, string path, string body) => scene.Admin.Post($"{PeriodCalls.Periods}/{scene.Period}{path}", body);

    private static Task<Answer> Policy(Scene scene, string body) => scene.Admin.Put("/api/v1/businesses/policy", body);

    private static Task<Answer> Create(Scene scene, string date) => scene.Admin.Post(PeriodCalls.Periods, $$"""{"period_start":"2026-01-01","period_end":{{date}}}""");

    private static Task<Answer> Book(Scene scene, string datetime) => scene.Member.Post(PostingCalls.Entries, PostingCalls.Entry("2026-03-15").Replace("\"2026-03-15\"", datetime, StringComparison.Ordinal));

    private static Task<Answer> Report(Scene scene, string count) => scene.Member.Put($"{PeriodCalls.Periods}/{scene.Period}/close-inputs", $$"""{"transaction_count":{{count}}}""");
}
