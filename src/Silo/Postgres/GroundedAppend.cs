using Npgsql;
using NpgsqlTypes;

namespace Periods.Silo.Postgres;

/// <summary>
/// Writes a batch on heads that are known to be committed: nothing is looked at, the primary key refuses what another silo wrote already, with unique_violation. So does
/// the key of an entity that is taken for new.
/// Functions in the select list run in step and hand on a value at a time; in FROM, each would first store all of its own.
/// </summary>
internal sealed class GroundedAppend : IAsyncDisposable
{
    private const string Here = "WITH here AS (UPDATE periods.lane SET position = $2 + cardinality($4) WHERE id = $1 AND position = $2 RETURNING id)";

    private const string Kept = """
        kept AS (
          INSERT INTO periods.answer (entity, command_key, at, fingerprint, reply)
          SELECT a.entity, a.key, a.at, a.fingerprint, a.reply FROM here, unnest($18, $19, $20, $21, $22) AS a (entity, key, at, fingerprint, reply)
          ORDER BY a.entity, a.key COLLATE "C"
        )
        """;

    private const string Columns = "version, position, at, actor, hash, type, command_id, data, token_id, request_id, replaced, ordered_at, client_address, stated_email, lane";

    private const string Event = $"INSERT INTO periods.event (entity, {Columns})";

    // In the order of the columns.
    private const string Rows = """
        unnest($4), unnest($5), unnest($6), unnest($7), unnest($8), unnest($9), unnest($10), unnest($11), unnest($12), unnest($13), unnest($14), unnest($15), unnest($16), unnest($17), here.id FROM here
        """;

    private const string OnKnown = $"{Here}, {Kept} {Event} SELECT unnest($3), {Rows}";

    // An entity that is new has its place among the new keys for a number, counted from -1 down; numbers are given in the order of the keys.
    private const string OnKnownAndNew = $"""
        {Here}, made AS (
          INSERT INTO periods.entity (key) SELECT k.key FROM here, unnest($23) AS k (key) ORDER BY k.key COLLATE "C" RETURNING id, key
        ), numbers AS MATERIALIZED (
          SELECT array_agg(id ORDER BY key) AS ids FROM made
        ), {Kept}
        {Event}
        SELECT CASE WHEN e.entity < 0 THEN numbers.ids[-e.entity] ELSE e.entity END, {Columns}
        FROM numbers, (SELECT unnest($3), {Rows}) AS e (entity, {Columns})
        """;

    private readonly NpgsqlCommand _command;
    private readonly NpgsqlParameter<int> _lane = new();
    private readonly NpgsqlParameter<long> _position = new();
    private readonly NpgsqlParameter<long[]> _entity = new() { NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Bigint };
    private readonly NpgsqlParameter<long[]> _answerEntity = new() { NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Bigint };
    private readonly EventColumns _events = new();
    private readonly AnswerColumns _answers = new();
    private readonly NpgsqlParameter<string[]> _newKey = new() { NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Text };

    /// <param name="isForNew">Whether it is for batches with entities that are new, too; the others do not pay for its parts.</param>
    public GroundedAppend(NpgsqlConnection connection, bool isForNew)
    {
        _command = new NpgsqlCommand(isForNew ? OnKnownAndNew : OnKnown, connection);
        foreach (var parameter in (NpgsqlParameter[])[_lane, _position, _entity, .. _events.Parameters, _answerEntity, .. _answers.Parameters]) _command.Parameters.Add(parameter);
        if (isForNew) _command.Parameters.Add(_newKey);
    }

    public Task Prepare() => _command.PrepareAsync();

    public async Task Run(BatchRows rows, Ground ground, int lane, long position)
    {
        var entities = ground.Entities;
        rows.Order(entities);
        (_lane.TypedValue, _position.TypedValue) = (lane, position);
        _entity.TypedValue = [.. rows.Events.Select(e => entities[e.Root])];
        _events.Set(rows.Events, position);
        _answerEntity.TypedValue = [.. rows.Answers.Select(a => entities[a.Root])];
        _answers.Set(rows.Answers);
        _newKey.TypedValue = ground.NewKeys;
        if (await _command.ExecuteNonQueryAsync() != rows.Events.Count) throw new InvalidOperationException($"Lane {lane} is not at position {position}.");
    }

    public ValueTask DisposeAsync() => _command.DisposeAsync();
}
