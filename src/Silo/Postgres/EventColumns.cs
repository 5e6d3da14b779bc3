using Npgsql;
using NpgsqlTypes;
using Periods.Grains.Journal;

namespace Periods.Silo.Postgres;

/// <summary>The events of a batch as arrays, one for each column that needs no look.</summary>
internal sealed class EventColumns
{
    private readonly NpgsqlParameter<long[]> _version = new() { NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Bigint };
    private readonly NpgsqlParameter<long[]> _position = new() { NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Bigint };
    private readonly NpgsqlParameter<DateTime[]> _at = new() { NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.TimestampTz };
    private readonly NpgsqlParameter<Guid[]> _actor = new() { NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Uuid };
    private readonly NpgsqlParameter<byte[][]> _hash = new() { NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Bytea };
    private readonly NpgsqlParameter<string[]> _type = new() { NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Text };
    private readonly NpgsqlParameter<string?[]> _command = new() { NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Text };
    private readonly NpgsqlParameter<byte[][]> _data = new() { NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Text };
    private readonly NpgsqlParameter<Guid?[]> _token = new() { NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Uuid };
    private readonly NpgsqlParameter<string?[]> _request = new() { NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Text };
    private readonly NpgsqlParameter<byte[]?[]> _replaced = new() { NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Text };
    private readonly NpgsqlParameter<DateTime?[]> _ordered = new() { NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.TimestampTz };
    private readonly NpgsqlParameter<string?[]> _address = new() { NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Text };
    private readonly NpgsqlParameter<string?[]> _email = new() { NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Text };

    public IEnumerable<NpgsqlParameter> Parameters =>
        [_version, _position, _at, _actor, _hash, _type, _command, _data, _token, _request, _replaced, _ordered, _address, _email];

    /// <param name="after">The position before the first.</param>
    public void Set(List<(int Root, JournalEvent Event)> events, long after)
    {
        var (versions, positions, times) = (new long[events.Count], new long[events.Count], new DateTime[events.Count]);
        var (actors, hashes) = (new Guid[events.Count], new byte[events.Count][]);
        var (types, commands, data) = (new string[events.Count], new string?[events.Count], new byte[events.Count][]);
        var (tokens, requests, replaced, ordered) = (new Guid?[events.Count], new string?[events.Count], new byte[]?[events.Count], new DateTime?[events.Count]);
        var (addresses, emails) = (new string?[events.Count], new string?[events.Count]);
        for (var i = 0; i < events.Count; i++)
        {
            var e = events[i].Event;
            (versions[i], positions[i], times[i], actors[i], hashes[i]) = (e.Version, after + i + 1, e.At.UtcDateTime, e.Actor, e.Hash);
            (types[i], commands[i], data[i]) = (e.Type, e.CommandId, e.Data);
            (replaced[i], ordered[i]) = (e.Context.Replaced, e.Context.OrderedAt?.UtcDateTime);
            (tokens[i], requests[i], addresses[i], emails[i]) = e.Context.Origin;
        }
        (_version.TypedValue, _position.TypedValue, _at.TypedValue, _actor.TypedValue) = (versions, positions, times, actors);
        (_hash.TypedValue, _type.TypedValue, _command.TypedValue, _data.TypedValue) = (hashes, types, commands, data);
        (_token.TypedValue, _request.TypedValue, _replaced.TypedValue, _ordered.TypedValue) = (tokens, requests, replaced, ordered);
        (_address.TypedValue, _email.TypedValue) = (addresses, emails);
    }
}
