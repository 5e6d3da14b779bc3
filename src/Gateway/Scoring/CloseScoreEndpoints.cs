using Periods.Gateway.Access;
using Periods.Gateway.Api;
using Periods.Gateway.Closing;
using Periods.Scoring;

namespace Periods.Gateway.Scoring;

/// <summary>The gauge of a period, its history, and its changes as they happen (contract §a.3, 9 and 10).</summary>
internal sealed class CloseScoreEndpoints(ScoreStreams streams)
{
    private static readonly RenderedScores Rendered = new();

    public static readonly Operation Get = Operation.Get(
        "/api/v1/accounting-periods/{period_id}/close-score",
        "get_close_score_api_v1_accounting_periods__period_id__close_score_get", Permission.Read, call => call.HandleTagged(
            static call => new PeriodPath(call.Input.PathUuid("period_id")),
            static (call, path) => call.Period(path.PeriodId).GetScore(),
            static score => score.Tag,
            Answer));

    private static Task Answer(Call call, ScoreView score)
    {
        call.Tag(score.Tag);
        return call.Answer(StatusCodes.Status200OK, Rendered.Of(score));
    }

    private const int DefaultDays = 60;

    public static readonly Operation History = Operation.Get(
        "/api/v1/accounting-periods/{period_id}/score-history",
        "get_score_history_api_v1_accounting_periods__period_id__score_history_get", Permission.Read, call => call.Handle(
            static call => (Path: new PeriodPath(call.Input.PathUuid("period_id")), Days: call.Input.QueryInt("limit", DefaultDays, 1, Limits.PageSizeMax)),
            static (call, request) => call.Period(request.Path.PeriodId).GetScoreHistory(request.Days),
            StatusCodes.Status200OK, ScoreHistoryBody.Of, WireJson.Default.ScoreHistoryBody));

    public Operation Stream { get; } = Operation.Get(
        "/api/v1/accounting-periods/{period_id}/close-score/stream",
        "stream_close_score_api_v1_accounting_periods__period_id__close_score_stream_get", Permission.Read, call =>
        {
            var after = call.Input.HeaderInteger("last-event-id", 0, long.MaxValue);
            return call.Handle(
                static call => new PeriodPath(call.Input.PathUuid("period_id")),
                static (call, path) => call.Period(path.PeriodId).GetScore(),
                (call, score) =>
                {
                    call.Stream = () => streams.Run(call, score, after);
                    return Task.CompletedTask;
                });
        });
}
