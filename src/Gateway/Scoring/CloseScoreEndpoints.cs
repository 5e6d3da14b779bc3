using Periods.Gateway.Access;
using Periods.Gateway.Api;
using Periods.Gateway.Closing;

namespace Periods.Gateway.Scoring;

/// <summary>The gauge of a period, and its changes as they happen (contract §a.3, 9).</summary>
internal sealed class CloseScoreEndpoints(ScoreStreams streams)
{
    private static readonly RenderedScores Rendered = new();

    public static readonly Operation Get = Operation.Get(
        "/api/v1/accounting-periods/{period_id}/close-score",
        "get_close_score_api_v1_accounting_periods__period_id__close_score_get", Permission.Read, call => call.Handle(
            static call => new PeriodPath(call.Input.PathUuid("period_id")),
            static (call, path) => call.Period(path.PeriodId).GetScore(),
            static (call, score) => Answers.Write(call.Http, StatusCodes.Status200OK, Rendered.Of(score))));

    public Operation Stream { get; } = Operation.Get(
        "/api/v1/accounting-periods/{period_id}/close-score/stream",
        "stream_close_score_api_v1_accounting_periods__period_id__close_score_stream_get", Permission.Read, call =>
        {
            var after = call.Input.HeaderInteger("last-event-id", 0, long.MaxValue);
            return call.Handle(
                static call => new PeriodPath(call.Input.PathUuid("period_id")),
                static (call, path) => call.Period(path.PeriodId).GetScore(),
                (call, score) => streams.Run(call, score, after));
        }) with { IsStream = true };
}
