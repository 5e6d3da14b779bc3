using System.Security.Cryptography;
using Npgsql;
using static Periods.Plain.Database;

namespace Periods.Plain;

/// <summary>The calendar: create, close, reopen, list. Each is one statement, and so one transaction in one round trip.</summary>
internal sealed class Lifecycle(NpgsqlDataSource database, Access access)
{
    private const int Limit = 50;

    private const string Columns =
        "id, business_id, period_start, period_end, status, closed_at, closed_by_user_id, lock_reason, reopen_reason, reopened_at, reopened_by_user_id, created_at, updated_at, forced";

    private const string CreateOne = $"""
        INSERT INTO accounting_period (id, business_id, period_start, period_end, content_hash, created_at, updated_at, computed_at, trigger)
        SELECT $1, $2, $3, $4, $5, $6, $6, $6, 'opened'
        WHERE NOT EXISTS (SELECT FROM accounting_period p WHERE p.business_id = $2 AND p.period_start <= $4 AND $3 <= p.period_end)
        RETURNING {Columns}
        """;

    /// <summary>The row is locked first, so that of two who close one is told that it was closed already.</summary>
    private const string CloseOne = $"""
        WITH found AS (SELECT id AS period, status AS was FROM accounting_period WHERE business_id = $1 AND period_end = $2 FOR UPDATE),
        closed AS (
          UPDATE accounting_period SET status = 1, closed_at = $3, closed_by_user_id = $4, lock_reason = $5, updated_at = $3
          FROM found WHERE id = found.period AND found.was = 0
          RETURNING {Columns})
        SELECT found.was, closed.* FROM found LEFT JOIN closed ON true
        """;

    private const string ReopenOne = $"""
        UPDATE accounting_period SET status = 0, reopen_reason = $3, reopened_at = $4, reopened_by_user_id = $5, updated_at = $4, content_hash = $6
        WHERE id = $1 AND business_id = $2 AND status <> 0
        RETURNING {Columns}
        """;

    private const string ListSome = $"SELECT {Columns} FROM accounting_period WHERE business_id = $1 ORDER BY created_at DESC LIMIT $2";

    private static readonly string[] Statuses = ["open", "closed", "locked"];

    public void Map(IEndpointRouteBuilder routes)
    {
        routes.MapPost("/api/v1/accounting-periods", access.For(Role.Admin, Create));
        routes.MapPost("/api/v1/accounting-periods/close", access.For(Role.Admin, Close));
        routes.MapPost("/api/v1/accounting-periods/{period_id}/reopen", access.For(Role.Admin, Reopen));
        routes.MapGet("/api/v1/accounting-periods", access.For(Role.Viewer, List));
    }

    private async Task Create(HttpContext http, Caller caller)
    {
        if (await Answers.Read(http, PlainJson.Default.PeriodRequest) is not { PeriodStart: { } start, PeriodEnd: { } end } || end < start)
        {
            await Answers.Refuse(http, StatusCodes.Status422UnprocessableEntity, "dates_invalid");
            return;
        }
        var period = await database.First(
            CreateOne, Body, With(Guid.CreateVersion7()), With(caller.BusinessId), With(start), With(end), With(RandomNumberGenerator.GetBytes(32)), With(Now()));
        await Answer(http, period, StatusCodes.Status409Conflict, "period_overlaps");
    }

    private async Task Close(HttpContext http, Caller caller)
    {
        if (await Answers.Read(http, PlainJson.Default.CloseRequest) is not { PeriodEnd: { } end } request)
        {
            await Answers.Refuse(http, StatusCodes.Status422UnprocessableEntity, "period_end_missing");
            return;
        }
        var found = await database.First(
            CloseOne, static row => new Found(row.GetInt16(0), row.GetInt16(0) == 0 ? Body(row, 1) : null),
            With(caller.BusinessId), With(end), With(Now()), With(caller.UserId), WithText(request.LockReason));
        await (found is null
            ? Answers.Refuse(http, StatusCodes.Status404NotFound, "period_not_found")
            : Answer(http, found.Closed, StatusCodes.Status400BadRequest, found.Was == 1 ? "period_already_closed" : "period_locked"));
    }

    private async Task Reopen(HttpContext http, Caller caller)
    {
        if (!Guid.TryParse((string?)http.Request.RouteValues["period_id"], out var id)
            || await Answers.Read(http, PlainJson.Default.ReopenRequest) is not { ReopenReason: { Length: > 0 } reason })
        {
            await Answers.Refuse(http, StatusCodes.Status422UnprocessableEntity, "reason_missing");
            return;
        }
        var period = await database.First(
            ReopenOne, Body, With(id), With(caller.BusinessId), With(reason), With(Now()), With(caller.UserId), With(RandomNumberGenerator.GetBytes(32)));
        await Answer(http, period, StatusCodes.Status400BadRequest, "period_already_open");
    }

    private async Task List(HttpContext http, Caller caller)
    {
        var items = await database.All(ListSome, Body, With(caller.BusinessId), With(Limit + 1));
        var more = items.Count > Limit;
        if (more) items.RemoveAt(Limit);
        var next = more ? Convert.ToBase64String(items[^1].Id.ToByteArray()) : null;
        await Answers.Write(http, StatusCodes.Status200OK, new PeriodListBody(items, null, Limit, next, null, more, false), PlainJson.Default.PeriodListBody);
    }

    private static Task Answer(HttpContext http, PeriodBody? period, int otherwise, string code) =>
        period is null ? Answers.Refuse(http, otherwise, code) : Answers.Write(http, StatusCodes.Status201Created, period, PlainJson.Default.PeriodBody);

    private static PeriodBody Body(NpgsqlDataReader row) => Body(row, 0);

    private static PeriodBody Body(NpgsqlDataReader row, int from) => new(
        row.GetGuid(from), row.GetGuid(from + 1), row.GetFieldValue<DateOnly>(from + 2), row.GetFieldValue<DateOnly>(from + 3), Statuses[row.GetInt16(from + 4)],
        Maybe<DateTime>(row, from + 5), Maybe<Guid>(row, from + 6), row.IsDBNull(from + 7) ? null : row.GetString(from + 7),
        row.IsDBNull(from + 8) ? null : row.GetString(from + 8), Maybe<DateTime>(row, from + 9), Maybe<Guid>(row, from + 10),
        row.GetDateTime(from + 11), row.GetDateTime(from + 12), row.GetBoolean(from + 13));

    private static T? Maybe<T>(NpgsqlDataReader row, int column)
        where T : struct => row.IsDBNull(column) ? null : row.GetFieldValue<T>(column);

    private static DateTime Now() => TimeProvider.System.GetUtcNow().UtcDateTime;

    /// <param name="Was">The status before.</param>
    private sealed record Found(short Was, PeriodBody? Closed);
}
