using Npgsql;
using NpgsqlTypes;

namespace Periods.Silo.Postgres;

/// <summary>Writes a batch on heads that the statement looks at first, and makes entities that have no row yet.</summary>
internal sealed class CheckedAppend : IAsyncDisposable
{
    private readonly NpgsqlCommand _command;
    private readonly NpgsqlParameter<int> _lane = new();
    private readonly NpgsqlParameter<long> _position = new();
    private readonly NpgsqlParameter<string[]> _key = new() { NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Text };
    private readonly NpgsqlParameter<long[]> _rootVersion = new() { NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Bigint };
    private readonly NpgsqlParameter<byte[][]> _rootHash = new() { NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Bytea };
    private readonly NpgsqlParameter<bool[]> _isNew = new() { NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Boolean };
    private readonly NpgsqlParameter<int[]> _root = new() { NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Integer };
    private readonly NpgsqlParameter<int[]> _answerRoot = new() { NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Integer };
    private readonly EventColumns _events = new();
    private readonly AnswerColumns _answers = new();

    public CheckedAppend(NpgsqlConnection connection)
    {
        _command = new NpgsqlCommand(
            "SELECT is_written, entities, versions, hashes, answered FROM periods.append($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23, $24, $25, $26)", connection);
        foreach (var parameter in (NpgsqlParameter[])[_lane, _position, _key, _rootVersion, _rootHash, _isNew, _root, .. _events.Parameters, _answerRoot, .. _answers.Parameters])
            _command.Parameters.Add(parameter);
    }

    public Task Prepare() => _command.PrepareAsync();

    /// <summary>Writes the rows, or nothing when something was in the way; what was seen before either way.</summary>
    public async Task<LookedAt> Run(BatchRows rows, int lane, long position)
    {
        (_lane.TypedValue, _position.TypedValue) = (lane, position);
        _key.TypedValue = [.. rows.Roots.Select(root => root.Key.ToString())];
        _rootVersion.TypedValue = [.. rows.Roots.Select(root => root.Head.Version)];
        _rootHash.TypedValue = [.. rows.Roots.Select(root => root.Head.Hash)];
        _isNew.TypedValue = [.. rows.Roots.Select(root => root.Head.Version == 0)];
        // Arrays count from 1 there.
        _root.TypedValue = [.. rows.Events.Select(e => e.Root + 1)];
        _events.Set(rows.Events, position);
        _answerRoot.TypedValue = [.. rows.Answers.Select(a => a.Root + 1)];
        _answers.Set(rows.Answers);
        await using var row = await _command.ExecuteReaderAsync();
        await row.ReadAsync();
        return new LookedAt(row.GetBoolean(0), KnownHeadsRow.Read(row, 1), row.GetFieldValue<bool[]>(4));
    }

    public ValueTask DisposeAsync() => _command.DisposeAsync();
}
