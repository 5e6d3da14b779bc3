using System.Diagnostics;
using SQLitePCL;
using static Periods.Compare.Limits.EventRows;

namespace Periods.Compare.Limits;

/// <summary>Rows per second that SQLite takes with nothing else around, flushed to the disk with every commit.</summary>
internal static class SqliteLimit
{
    private const string Schema = """
        PRAGMA journal_mode = WAL;
        PRAGMA synchronous = FULL;
        CREATE TABLE event (
          position INTEGER PRIMARY KEY, entity INTEGER NOT NULL, version INTEGER NOT NULL, type TEXT NOT NULL, data TEXT NOT NULL, at INTEGER NOT NULL, actor BLOB NOT NULL,
          command_id TEXT, previous_hash BLOB NOT NULL, hash BLOB NOT NULL);
        """;

    private const string Insert =
        "INSERT INTO event (entity, version, type, data, at, actor, command_id, previous_hash, hash) VALUES (?1, ?2, ?3, ?4, ?5, ?6, NULL, ?7, ?7)";

    public static double Measure(string file, TimeSpan duration)
    {
        Batteries_V2.Init();
        Check(raw.sqlite3_open(file, out var db));
        using (db)
        {
            Check(raw.sqlite3_exec(db, Schema));
            Check(raw.sqlite3_prepare_v2(db, Insert, out var insert));
            using (insert)
            {
                var began = Stopwatch.GetTimestamp();
                var rows = 0L;
                while (Stopwatch.GetElapsedTime(began) < duration)
                {
                    Check(raw.sqlite3_exec(db, "BEGIN IMMEDIATE"));
                    for (var i = 0; i < Group; i++) Add(insert, rows++);
                    Check(raw.sqlite3_exec(db, "COMMIT"));
                }
                return rows / Stopwatch.GetElapsedTime(began).TotalSeconds;
            }
        }
    }

    private static void Add(sqlite3_stmt insert, long n)
    {
        var (entity, version) = Row(n);
        raw.sqlite3_bind_int64(insert, 1, entity);
        raw.sqlite3_bind_int64(insert, 2, version);
        raw.sqlite3_bind_text(insert, 3, EventRows.Type);
        raw.sqlite3_bind_text(insert, 4, Data);
        raw.sqlite3_bind_int64(insert, 5, 1_770_000_000_000_000 + n);
        raw.sqlite3_bind_blob(insert, 6, Actor.ToByteArray());
        raw.sqlite3_bind_blob(insert, 7, Hash);
        Check(raw.sqlite3_step(insert));
        Check(raw.sqlite3_reset(insert));
    }

    private static void Check(int code)
    {
        if (code is not (raw.SQLITE_OK or raw.SQLITE_ROW or raw.SQLITE_DONE)) throw new InvalidOperationException($"SQLite says {code}.");
    }
}
