using System.Buffers.Binary;
using System.Globalization;
using Npgsql;
using NpgsqlTypes;
using Periods.Grains.Journal;

namespace Periods.Silo.Postgres;

/// <summary>What is read from the journal, and what is tidied in it, on one connection.</summary>
internal sealed class JournalQueries : IAsyncDisposable
{
    private readonly NpgsqlConnection _connection;
    private readonly NpgsqlCommand _load;
    private readonly NpgsqlCommand _events;
    private readonly NpgsqlCommand _answers;
    private readonly NpgsqlCommand _reply;
    private readonly NpgsqlCommand _heads;
    private readonly NpgsqlCommand _followed;
    private readonly NpgsqlCommand _entriesForth;
    private readonly NpgsqlCommand _entriesBack;
    private readonly NpgsqlCommand _entryCount;
    private readonly NpgsqlCommand _progress;
    private readonly NpgsqlCommand _slicesForth;
    private readonly NpgsqlCommand _slicesBack;
    private readonly NpgsqlCommand _putSnapshots;
    private readonly NpgsqlCommand _prune;

    private JournalQueries(NpgsqlConnection connection, long failuresBefore)
    {
        (_connection, FailuresBefore) = (connection, failuresBefore);
        // Both in one statement, which sees one moment: a snapshot replaced in between would leave a gap. One that the events do not bear out is passed over.
        _load = Command($"""
            WITH s AS MATERIALIZED (
              SELECT * FROM periods.snapshot kept WHERE entity = (SELECT id FROM periods.entity WHERE key = $1)
              AND hash = (SELECT e.hash FROM periods.event e WHERE e.entity = kept.entity AND e.version = kept.version))
            SELECT entity, version, tag, state, (SELECT coalesce(e.ordered_at, e.at) FROM periods.event e WHERE e.entity = s.entity AND e.version = s.version),
              NULL, NULL, hash, NULL, NULL, NULL, NULL, NULL, NULL FROM s
            UNION ALL
            (SELECT entity, {EventRow.Columns} FROM periods.event
            WHERE entity = (SELECT id FROM periods.entity WHERE key = $1) AND version > coalesce((SELECT version FROM s), 0) ORDER BY version)
            """, NpgsqlDbType.Text);
        _events = Command($"""
            SELECT {EventRow.Columns} FROM periods.event
            WHERE entity = (SELECT id FROM periods.entity WHERE key = $1) AND version > $2 ORDER BY version LIMIT {PostgresSettings.ReadPage}
            """, NpgsqlDbType.Text, NpgsqlDbType.Bigint);
        // Their age, not their time: that would mean another moment by the clock of who reads it. None is younger than nothing, whichever way the server's clock was set meanwhile.
        _answers = Command(
            "SELECT command_key, fingerprint, greatest(now() - kept_at, '0') FROM periods.answer WHERE entity = (SELECT id FROM periods.entity WHERE key = $1) ORDER BY kept_at",
            NpgsqlDbType.Text);
        _reply = Command(
            "SELECT reply FROM periods.answer WHERE entity = (SELECT id FROM periods.entity WHERE key = $1) AND command_key = $2",
            NpgsqlDbType.Text, NpgsqlDbType.Text);
        _heads = Command("SELECT entities, versions, hashes FROM periods.heads($1)", Array(NpgsqlDbType.Text));
        // Versions are dense, and an index of them answers this without a look at a row.
        _followed = Command("""
            SELECT e.entity, e.version FROM (SELECT unnest($1) AS entity, unnest($2) + 1 AS version OFFSET 0) asked
            JOIN periods.event e ON e.entity = asked.entity AND e.version = asked.version
            """, Array(NpgsqlDbType.Bigint), Array(NpgsqlDbType.Bigint));
        _entriesForth = Command(EntriesByDate.Forth, NpgsqlDbType.Text, NpgsqlDbType.Text, NpgsqlDbType.Bigint, NpgsqlDbType.Text, NpgsqlDbType.Integer);
        _entriesBack = Command(EntriesByDate.Back, NpgsqlDbType.Text, NpgsqlDbType.Text, NpgsqlDbType.Bigint, NpgsqlDbType.Text, NpgsqlDbType.Integer);
        _entryCount = Command(EntriesByDate.Count, NpgsqlDbType.Text, NpgsqlDbType.Text, NpgsqlDbType.Text);
        _progress = Command(BusinessHistory.Progress, Array(NpgsqlDbType.Text), NpgsqlDbType.Text, NpgsqlDbType.Text, Array(NpgsqlDbType.TimestampTz));
        _slicesForth = Command(BusinessHistory.Forth, Array(NpgsqlDbType.Text), Array(NpgsqlDbType.Bigint), Array(NpgsqlDbType.Bigint), NpgsqlDbType.Integer);
        _slicesBack = Command(BusinessHistory.Back, Array(NpgsqlDbType.Text), Array(NpgsqlDbType.Bigint), Array(NpgsqlDbType.Bigint), NpgsqlDbType.Integer);
        _putSnapshots = Command("SELECT periods.put_snapshots($1, $2, $3, $4, $5)",
            Array(NpgsqlDbType.Text), Array(NpgsqlDbType.Bigint), Array(NpgsqlDbType.Bytea), Array(NpgsqlDbType.Text), Array(NpgsqlDbType.Text));
        // By the index of schema file 0007, and by no clock but the server's. Those another silo is deleting are passed over.
        _prune = Command(string.Create(CultureInfo.InvariantCulture, $"""
            DELETE FROM periods.answer WHERE ctid = ANY (ARRAY(
            SELECT ctid FROM periods.answer WHERE kept_at AT TIME ZONE 'UTC' < (now() - interval '{PostgresSettings.AnswersKept.TotalHours} hours') AT TIME ZONE 'UTC'
            LIMIT {PostgresSettings.AnswersPrunedPerStatement} FOR UPDATE SKIP LOCKED))
            """));
    }

    /// <summary><see cref="PostgresServer.Failures"/> when it was opened.</summary>
    public long FailuresBefore { get; }

    public static async Task<JournalQueries> Open(PostgresServer server, CancellationToken stop)
    {
        var failures = server.Failures;
        return new(await server.Open(stop), failures);
    }

    /// <summary>With the entity's number; 0 when nothing is kept of it.</summary>
    public async Task<(EntityHistory History, long Entity)> Load(EntityKey key)
    {
        Snapshot? snapshot = null;
        var events = new List<JournalEvent>();
        var entity = 0L;
        await using var row = await Query(_load, key.ToString());
        while (await row.ReadAsync())
        {
            entity = row.GetInt64(0);
            if (await row.IsDBNullAsync(5))
                snapshot = new Snapshot(
                    row.GetString(2), new EntityHead(row.GetInt64(1), row.GetFieldValue<byte[]>(7)), row.GetFieldValue<byte[]>(3), row.GetFieldValue<DateTimeOffset>(4));
            else events.Add(EventRow.Read(row, 1));
        }
        return (new EntityHistory(snapshot, events), entity);
    }

    public async Task<List<JournalEvent>> Events(EntityKey key, long afterVersion)
    {
        var events = new List<JournalEvent>();
        await using var row = await Query(_events, key.ToString(), afterVersion);
        while (await row.ReadAsync()) events.Add(EventRow.Read(row, 0));
        return events;
    }

    /// <summary>The rows after a version, readable as events or not.</summary>
    public async Task<List<EntityRow>> Rows(EntityKey key, long afterVersion)
    {
        var rows = new List<EntityRow>();
        await using var row = await Query(_events, key.ToString(), afterVersion);
        while (await row.ReadAsync()) rows.Add(new(row.GetInt64(0), EventRow.TryRead(row, 0)));
        return rows;
    }

    public async Task<IReadOnlyList<EntityProgress>> Progress(Guid business, IReadOnlyList<DateTimeOffset> times)
    {
        var progress = new List<EntityProgress>();
        var (after, before) = EntityKey.PeriodsOf(business);
        string[] others = [$"{EntityKey.ForBusiness(business)}", $"{EntityKey.ForUsers(business)}", $"{EntityKey.ForRefusals(business)}"];
        await using var row = await Query(_progress, others, after, before, times.Select(time => time.UtcDateTime).ToArray());
        while (await row.ReadAsync()) progress.Add(new(EntityKey.Parse(row.GetString(0)), row.GetFieldValue<long[]>(1)));
        return progress;
    }

    public async Task<IReadOnlyList<IReadOnlyList<JournalEvent>>> Slices(IReadOnlyList<VersionSlice> slices, int limit, bool backwards)
    {
        var events = slices.Select(_ => new List<JournalEvent>()).ToArray();
        await using var row = await Query(
            backwards ? _slicesBack : _slicesForth,
            slices.Select(slice => slice.Key.ToString()).ToArray(), slices.Select(slice => slice.After).ToArray(), slices.Select(slice => slice.UpTo).ToArray(), limit);
        while (await row.ReadAsync()) events[row.GetInt64(0) - 1].Add(EventRow.Read(row, 1));
        return events;
    }

    public async Task<DatedPage> Dated(EntityKey key, DatedQuery query)
    {
        var page = new DatedPageBuilder(query);
        var (from, to) = (EntriesByDate.Text(query.From), EntriesByDate.Text(query.To));
        await using (var row = await Query(
            query.Backwards ? _entriesBack : _entriesForth,
            key.ToString(), EntriesByDate.Text(query.Beyond.Date), query.Beyond.Version, query.Backwards ? from : to, query.Limit + 1))
        {
            while (await row.ReadAsync() && page.Add(EventRow.Read(row, 0)))
            {
            }
        }
        if (!query.Counted) return page.Page(null);
        await using var count = await Query(_entryCount, key.ToString(), from, to);
        await count.ReadAsync();
        return page.Page(count.GetInt64(0));
    }

    /// <param name="now">By the clock the caller will compare them with: none is ahead of it.</param>
    public async Task<IReadOnlyList<AnswerMark>> Answers(EntityKey key, DateTimeOffset now)
    {
        var answers = new List<AnswerMark>();
        await using var row = await Query(_answers, key.ToString());
        while (await row.ReadAsync())
            answers.Add(new AnswerMark(row.GetString(0), BinaryPrimitives.ReadUInt128BigEndian(row.GetFieldValue<byte[]>(1)), now - row.GetFieldValue<TimeSpan>(2)));
        return answers;
    }

    public async Task<byte[]?> Reply(EntityKey key, string commandKey)
    {
        await using var row = await Query(_reply, key.ToString(), commandKey);
        return await row.ReadAsync() ? row.GetFieldValue<byte[]>(0) : null;
    }

    /// <summary>The heads of these entities as they are.</summary>
    public async Task<KnownHead[]> Heads(string[] keys)
    {
        await using var row = await Query(_heads, [keys]);
        await row.ReadAsync();
        return KnownHeadsRow.Read(row, 0);
    }

    /// <summary>Which of these versions, all committed, are followed by another one.</summary>
    public async Task<IReadOnlySet<(long Entity, long Version)>> Followed(long[] entities, long[] versions)
    {
        var followed = new HashSet<(long, long)>();
        await using var row = await Query(_followed, entities, versions);
        while (await row.ReadAsync()) followed.Add((row.GetInt64(0), row.GetInt64(1) - 1));
        return followed;
    }

    public async Task Put(IReadOnlyList<(EntityKey Key, Snapshot Snapshot)> snapshots)
    {
        await using var none = await Query(_putSnapshots,
            snapshots.Select(s => s.Key.ToString()).ToArray(), snapshots.Select(s => s.Snapshot.Head.Version).ToArray(),
            snapshots.Select(s => s.Snapshot.Head.Hash).ToArray(), snapshots.Select(s => s.Snapshot.Tag).ToArray(), snapshots.Select(s => s.Snapshot.State).ToArray());
        while (await none.ReadAsync()) { }
    }

    /// <summary>
    /// Which of the keys that keep silos apart are not there, empty when all are. An append takes it that the database refuses a second one; a restore that could not make
    /// an index goes on without it.
    /// </summary>
    public async Task<string> MissingFences()
    {
        await using var command = new NpgsqlCommand("""
            SELECT coalesce(string_agg(name, ', '), '') FROM unnest(ARRAY['event_pkey', 'entity_pkey', 'entity_key_key', 'answer_pkey', 'lane_pkey']) AS fence (name)
            WHERE NOT EXISTS (SELECT FROM pg_constraint WHERE connamespace = 'periods'::regnamespace AND conname = name AND contype IN ('p', 'u'))
            """, _connection);
        return (string)(await command.ExecuteScalarAsync())!;
    }

    public Task<JournalOwner> Owner() => JournalOwner.Read(_connection);

    /// <summary>Whether the server flushes what it commits. No session can have it do so.</summary>
    public async Task<bool> IsFlushed()
    {
        await using var command = new NpgsqlCommand("SELECT current_setting('fsync')::boolean", _connection);
        return (bool)(await command.ExecuteScalarAsync())!;
    }

    public async Task<bool> IsEmpty()
    {
        await using var command = new NpgsqlCommand("SELECT NOT EXISTS (SELECT FROM periods.event)", _connection);
        return (bool)(await command.ExecuteScalarAsync())!;
    }

    /// <summary>Deletes some of the answers that nobody relies on any more; false when there were fewer than one slice of them.</summary>
    public async Task<bool> Prune() => await _prune.ExecuteNonQueryAsync() == PostgresSettings.AnswersPrunedPerStatement;

    public async ValueTask DisposeAsync() => await _connection.DisposeAsync();

    private static NpgsqlDbType Array(NpgsqlDbType type) => NpgsqlDbType.Array | type;

    private NpgsqlCommand Command(string sql, params NpgsqlDbType[] types)
    {
        var command = new NpgsqlCommand(sql, _connection);
        foreach (var type in types) command.Parameters.Add(new NpgsqlParameter { NpgsqlDbType = type });
        return command;
    }

    private static async Task<NpgsqlDataReader> Query(NpgsqlCommand command, params object[] values)
    {
        for (var i = 0; i < values.Length; i++) command.Parameters[i].Value = values[i];
        if (!command.IsPrepared) await command.PrepareAsync();
        return await command.ExecuteReaderAsync();
    }
}
