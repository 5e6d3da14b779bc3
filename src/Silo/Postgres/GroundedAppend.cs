using Npgsql;
using NpgsqlTypes;

namespace Periods.Silo.Postgres;

/// <summary>
/// Writes a batch on heads that are known to be committed: nothing is looked at, the primary key refuses what another silo wrote already, with unique_violation.
/// Functions in the select list run in step and hand on a value at a time; in FROM, each would first store all of its own.
/// </summary>
internal sealed class GroundedAppend : IAsyncDisposable
{
    private readonly NpgsqlCommand _command;
    private readonly NpgsqlParameter<int> _lane = new();
    private readonly NpgsqlParameter<long> _position = new();
    private readonly NpgsqlParameter<long[]> _entity = new() { NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Bigint };
    private readonly NpgsqlParameter<long[]> _answerEntity = new() { NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Bigint };
    private readonly EventColumns _events = new();
    private readonly AnswerColumns _answers = new();

    public GroundedAppend(NpgsqlConnection connection)
    {
        _command = new NpgsqlCommand("""
            WITH here AS (
              UPDATE periods.lane SET position = $2 + cardinality($4) WHERE id = $1 AND position = $2 RETURNING id
            ), kept AS (
              INSERT INTO periods.answer (entity, command_key, at, fingerprint, reply)
              SELECT a.entity, a.key, a.at, a.fingerprint, a.reply FROM here, unnest($16, $17, $18, $19, $20) AS a (entity, key, at, fingerprint, reply)
              ORDER BY a.entity, a.key COLLATE "C"
            )
            INSERT INTO periods.event (entity, version, position, at, actor, hash, type, command_id, data, token_id, request_id, replaced, ordered_at, lane)
            SELECT unnest($3), unnest($4), unnest($5), unnest($6), unnest($7), unnest($8), unnest($9), unnest($10), unnest($11),
              unnest($12), unnest($13), unnest($14), unnest($15), here.id FROM here
            """, connection);
        foreach (var parameter in (NpgsqlParameter[])[_lane, _position, _entity, .. _events.Parameters, _answerEntity, .. _answers.Parameters])
            _command.Parameters.Add(parameter);
    }

    public Task Prepare() => _command.PrepareAsync();

    /// <param name="entities">The numbers of the batch's roots.</param>
    public async Task Run(BatchRows rows, long[] entities, int lane, long position)
    {
        rows.Order(entities);
        (_lane.TypedValue, _position.TypedValue) = (lane, position);
        _entity.TypedValue = [.. rows.Events.Select(e => entities[e.Root])];
        _events.Set(rows.Events, position);
        _answerEntity.TypedValue = [.. rows.Answers.Select(a => entities[a.Root])];
        _answers.Set(rows.Answers);
        if (await _command.ExecuteNonQueryAsync() != rows.Events.Count) throw new InvalidOperationException($"Lane {lane} is not at position {position}.");
    }

    public ValueTask DisposeAsync() => _command.DisposeAsync();
}
