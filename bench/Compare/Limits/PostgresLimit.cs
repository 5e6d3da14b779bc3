using System.Diagnostics;
using Npgsql;
using NpgsqlTypes;
using static Periods.Compare.Limits.EventRows;

namespace Periods.Compare.Limits;

/// <summary>Rows per second that PostgreSQL takes with nothing else around, each group a statement and a commit.</summary>
internal static class PostgresLimit
{
    private const string Schema = """
        DROP TABLE IF EXISTS event;
        CREATE TABLE event (
          entity bigint NOT NULL, version bigint NOT NULL, position bigint NOT NULL, at timestamptz NOT NULL, actor uuid NOT NULL, lane integer NOT NULL,
          previous_hash bytea NOT NULL, hash bytea NOT NULL, type text NOT NULL, command_id text, data text NOT NULL, PRIMARY KEY (entity, version));
        """;

    private const string Insert = """
        INSERT INTO event (entity, version, position, at, actor, lane, previous_hash, hash, type, data)
        SELECT e, v, v, t, a, 1, h, h, y, d FROM unnest($1, $2, $3, $4, $5, $6, $7) AS r (e, v, t, a, h, y, d) ORDER BY e, v
        """;

    /// <param name="connections">Each writes entities of its own, one commit after the other.</param>
    public static async Task<double> Measure(NpgsqlDataSource database, int connections, TimeSpan duration)
    {
        await using (var schema = database.CreateCommand(Schema)) await schema.ExecuteNonQueryAsync();
        var began = Stopwatch.GetTimestamp();
        var rows = await Task.WhenAll(Enumerable.Range(0, connections).Select(n => Task.Run(() => Write(database, n, duration))));
        return rows.Sum() / Stopwatch.GetElapsedTime(began).TotalSeconds;
    }

    private static async Task<long> Write(NpgsqlDataSource database, int number, TimeSpan duration)
    {
        await using var connection = await database.OpenConnectionAsync();
        await using var insert = new NpgsqlCommand(Insert, connection);
        var entities = new long[Group];
        var versions = new long[Group];
        var times = new DateTime[Group];
        insert.Parameters.Add(new NpgsqlParameter<long[]> { TypedValue = entities });
        insert.Parameters.Add(new NpgsqlParameter<long[]> { TypedValue = versions });
        insert.Parameters.Add(new NpgsqlParameter<DateTime[]> { TypedValue = times, NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.TimestampTz });
        insert.Parameters.Add(new NpgsqlParameter<Guid[]> { TypedValue = Repeated(Actor) });
        insert.Parameters.Add(new NpgsqlParameter<byte[][]> { TypedValue = Repeated(EventRows.Hash) });
        insert.Parameters.Add(new NpgsqlParameter<string[]> { TypedValue = Repeated(EventRows.Type) });
        insert.Parameters.Add(new NpgsqlParameter<string[]> { TypedValue = Repeated(Data) });
        await insert.PrepareAsync();

        var began = Stopwatch.GetTimestamp();
        var rows = 0L;
        while (Stopwatch.GetElapsedTime(began) < duration)
        {
            for (var i = 0; i < Group; i++)
            {
                var (entity, version) = Row(rows++);
                entities[i] = number * Entities + entity;
                versions[i] = version;
                times[i] = DateTime.UnixEpoch.AddMicroseconds(rows);
            }
            await insert.ExecuteNonQueryAsync();
        }
        return rows;
    }

    private static T[] Repeated<T>(T value) => [.. Enumerable.Repeat(value, Group)];
}
