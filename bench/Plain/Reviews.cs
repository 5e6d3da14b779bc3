using System.Numerics;
using Npgsql;
using static Periods.Plain.Database;

namespace Periods.Plain;

/// <summary>Sign-offs and the score: one statement each.</summary>
internal sealed class Reviews(NpgsqlDataSource database, Access access)
{
    private const int Steps = 5;
    private const int RolesRequired = 0b0011;
    private const int ChecklistWeight = 25;

    /// <summary>One update locks the period, sees that it is not locked against reviews, and recomputes its score; then the sign-off is put beside it.</summary>
    private const string Sign = """
        WITH gauge AS (
          UPDATE accounting_period SET
            seen_score = score,
            roles_signed = roles_signed | $5,
            score = round(100.0 * (steps_done + bit_count((roles_signed | $5)::bit(4))) / (5 + bit_count((roles_signed | $5 | 3)::bit(4))), 1),
            score_version = score_version + (roles_signed & $5 = 0)::int,
            inputs_version = inputs_version + 1,
            computed_at = $8,
            trigger = 'signed-off'
          WHERE id = $1 AND business_id = $2 AND status <> 2
          RETURNING id, seen_score, score, content_hash),
        signed AS (
          INSERT INTO sign_off AS old (period_id, user_id, role, id, notes, snapshot_score, state_hash, signed_at, created_at)
          SELECT id, $3, $4, $6, $7, seen_score, content_hash, $8, $8 FROM gauge
          ON CONFLICT (period_id, user_id, role) DO UPDATE
          SET notes = excluded.notes, snapshot_score = excluded.snapshot_score, state_hash = excluded.state_hash, signed_at = excluded.signed_at
          RETURNING old.id, old.snapshot_score, old.state_hash, old.created_at)
        SELECT signed.id, signed.snapshot_score, signed.state_hash, signed.created_at, gauge.score FROM signed, gauge
        """;

    private const string Read =
        "SELECT score, steps_done, roles_signed, score_version, inputs_version, computed_at, trigger FROM accounting_period WHERE id = $1 AND business_id = $2";

    private static readonly string[] Roles = ["preparer", "reviewer", "controller", "partner"];

    public void Map(IEndpointRouteBuilder routes)
    {
        routes.MapPost("/api/v1/accounting-periods/{period_id}/sign-offs", access.For(Role.Member, SignOff));
        routes.MapGet("/api/v1/accounting-periods/{period_id}/close-score", access.For(Role.Viewer, Score));
    }

    private async Task SignOff(HttpContext http, Caller caller)
    {
        if (!Guid.TryParse((string?)http.Request.RouteValues["period_id"], out var period)
            || await Answers.Read(http, PlainJson.Default.SignOffRequest) is not { Role: { } name } request
            || Array.IndexOf(Roles, name) is var role && role < 0)
        {
            await Answers.Refuse(http, StatusCodes.Status422UnprocessableEntity, "role_invalid");
            return;
        }
        var now = TimeProvider.System.GetUtcNow().UtcDateTime;
        var body = await database.First(
            Sign,
            row => new SignOffBody(
                row.GetGuid(0), period, caller.BusinessId, caller.UserId, name, request.Notes, row.GetDecimal(1),
                Convert.ToHexStringLower(row.GetFieldValue<byte[]>(2)), false, now, row.GetDateTime(3), now, row.GetDecimal(4)),
            With(period), With(caller.BusinessId), With(caller.UserId), With((short)role), With(1 << role), With(Guid.CreateVersion7()), WithText(request.Notes), With(now));
        await (body is null
            ? Answers.Refuse(http, StatusCodes.Status404NotFound, "period_not_found")
            : Answers.Write(http, StatusCodes.Status201Created, body, PlainJson.Default.SignOffBody));
    }

    private async Task Score(HttpContext http, Caller caller)
    {
        if (!Guid.TryParse((string?)http.Request.RouteValues["period_id"], out var period))
        {
            await Answers.Refuse(http, StatusCodes.Status422UnprocessableEntity, "period_id_invalid");
            return;
        }
        var body = await database.First(Read, row => Body(row, caller, period), With(period), With(caller.BusinessId));
        await (body is null
            ? Answers.Refuse(http, StatusCodes.Status404NotFound, "period_not_found")
            : Answers.Write(http, StatusCodes.Status200OK, body, PlainJson.Default.ScoreBody));
    }

    private static ScoreBody Body(NpgsqlDataReader row, Caller caller, Guid period)
    {
        var score = row.GetDecimal(0);
        return new(
            period, caller.BusinessId, score, ChecklistWeight, score >= 90m ? "green" : score >= 70m ? "amber" : "red", false,
            Components(row.GetInt32(1), row.GetInt32(2)), row.GetInt64(3), row.GetInt64(4), row.GetDateTime(5), row.GetString(6));
    }

    /// <summary>Only the checklist: the benchmark reports no inputs to either side.</summary>
    private static ComponentBody[] Components(int stepsDone, int rolesSigned)
    {
        var required = Steps + BitOperations.PopCount((uint)(rolesSigned | RolesRequired));
        var completed = stepsDone + BitOperations.PopCount((uint)rolesSigned);
        var value = Math.Round(100m * completed / required + 0.0m, 1, MidpointRounding.AwayFromZero);
        return
        [
            new("txn_review", 20, null, 0.0m, []),
            new("categorization", 20, null, 0.0m, []),
            new("reconciliation", 25, null, 0.0m, []),
            new("checklist", ChecklistWeight, value, 100m - value, new() { ["required"] = required, ["completed"] = completed }),
            new("anomalies", 10, null, 0.0m, []),
        ];
    }
}
