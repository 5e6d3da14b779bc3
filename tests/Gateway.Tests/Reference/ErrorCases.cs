using System.Text;
using Periods.Gateway.Tests.Contract;
using Periods.Gateway.Tests.Fuzz;
using Periods.Gateway.Tests.Running;

namespace Periods.Gateway.Tests.Reference;

/// <summary>For every error that no grain is asked for, somebody who gets it. By code.</summary>
internal static class ErrorCases
{
    public static readonly IReadOnlyDictionary<string, Func<Scene, Task<Answer>>> All = new Dictionary<string, Func<Scene, Task<Answer>>>
    {
        ["not_found"] = s => s.Member.Get("/api/v1/accounting-period"),
        ["method_not_allowed"] = s => s.Member.Send("PATCH", PeriodCalls.Periods),
        ["not_authenticated"] = s => s.Member.With("Authorization", "Bearer dz_junk").CloseScore(s.Period),
        ["forbidden"] = s => s.Viewer.SignOff(s.Period, "preparer"),
        ["too_many_requests"] = s => s.Service.WithoutShare(s.Company.Id, () => s.Member.CloseScore(s.Period)),
        ["rate_limit_exceeded"] = async _ =>
        {
            await using var own = await OwnService.Start("--RateLimits:UnauthenticatedPerMinute=1");
            await own.Service.Anonymous.Get(PeriodCalls.Periods);
            return await own.Service.Anonymous.Get(PeriodCalls.Periods);
        },
        ["too_many_streams"] = s => s.Service.WithAllStreams(() => s.Member.Request("GET", Stream(s)), () => s.Member.Get(Stream(s))),
        ["body_too_large"] = s => s.Member.Post($"{PeriodCalls.Periods}/{s.Period}/sign-offs", $$"""{"x":"{{new string('x', Limits.BodyBytesMax)}}"}"""),
        ["body_undecodable"] = s => s.Member.Send("POST", $"{PeriodCalls.Periods}/{s.Period}/sign-offs", [0x7B, 0x22, 0xFF, 0xFE, 0x22, 0x7D]),
        ["target_too_long"] = s => s.Member.Get($"{PeriodCalls.Periods}?search={new string('x', Limits.RequestTargetLengthMax)}"),
        ["too_many_headers"] = s => Enumerable.Range(0, Limits.RequestHeadersMax).Aggregate(s.Member, (client, n) => client.With($"x-{n}", "1")).Get(PeriodCalls.Periods),
        ["malformed_request"] = Garbled,
        ["invalid_cursor"] = s => s.Member.Get($"{PeriodCalls.Periods}?cursor=x"),
        ["internal_error"] = s => s.During(Trouble.Throws, () => s.Member.SignOff(s.Period, "preparer")),
    };

    private static string Stream(Scene scene) => $"{PeriodCalls.Periods}/{scene.Period}/close-score/stream";

    /// <summary>A body in chunks, the first of which has no length.</summary>
    private static async Task<Answer> Garbled(Scene scene)
    {
        var request = $"""
            POST {PeriodCalls.Periods}/{scene.Period}/sign-offs HTTP/1.1
            Host: localhost
            Connection: close
            Authorization: Bearer {scene.Company.Member.Token}
            x-business-id: {scene.Company.Id}
            Content-Type: application/json
            Transfer-Encoding: chunked

            no length

            """.ReplaceLineEndings("\r\n");
        var (status, body) = await RawHttp.Send(scene.Service.Http.BaseAddress!, Encoding.ASCII.GetBytes(request));
        return new(status, body, "application/json", new Dictionary<string, string> { ["Content-Length"] = $"{Encoding.UTF8.GetByteCount(body)}" });
    }
}
