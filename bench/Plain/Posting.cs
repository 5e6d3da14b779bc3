using System.Globalization;
using System.Text.Json;
using Npgsql;
using static Periods.Plain.Database;

namespace Periods.Plain;

/// <summary>Journal entries: one statement, that shares the row of the period of their date with other entries, and with no close.</summary>
internal sealed class Posting(NpgsqlDataSource database, Access access)
{
    private const string PostOne = """
        WITH period AS (
          SELECT id, status FROM accounting_period WHERE business_id = $2 AND period_start <= $3 AND $3 <= period_end FOR SHARE),
        posted AS (
          INSERT INTO journal_entry (id, business_id, posting_date, datetime, description, lines, posted_by, created_at, period_id)
          SELECT $1, $2, $3, $4, $5, $6, $7, $8, (SELECT id FROM period)
          WHERE NOT EXISTS (SELECT FROM period WHERE status <> 0)
          RETURNING period_id)
        SELECT period_id FROM posted
        """;

    public void Map(IEndpointRouteBuilder routes) => routes.MapPost("/api/v1/journal-entries", access.For(Role.Member, Post));

    private async Task Post(HttpContext http, Caller caller)
    {
        if (await Answers.Read(http, PlainJson.Default.EntryRequest) is not { Description: { } description, Datetime: { } at, LineEntries: { Length: > 1 } lines }
            || !DateTimeOffset.TryParse(at, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var parsed)
            || lines.Sum(line => line.DebitCredit == "debit" ? line.Amount : -line.Amount) != 0)
        {
            await Answers.Refuse(http, StatusCodes.Status422UnprocessableEntity, "entry_invalid");
            return;
        }
        var (id, date, now) = (Guid.CreateVersion7(), DateOnly.FromDateTime(parsed.DateTime), TimeProvider.System.GetUtcNow().UtcDateTime);
        var body = await database.First(
            PostOne,
            row => new EntryBody(id, caller.BusinessId, description, at, date, row.IsDBNull(0) ? null : row.GetGuid(0), lines, caller.UserId, now),
            With(id), With(caller.BusinessId), With(date), WithText(at), WithText(description),
            new NpgsqlParameter { Value = JsonSerializer.SerializeToUtf8Bytes(lines, PlainJson.Default.LineBodyArray), NpgsqlDbType = NpgsqlTypes.NpgsqlDbType.Jsonb },
            With(caller.UserId), With(now));
        await (body is null
            ? Answers.Refuse(http, StatusCodes.Status400BadRequest, "period_closed")
            : Answers.Write(http, StatusCodes.Status201Created, body, PlainJson.Default.EntryBody));
    }
}
