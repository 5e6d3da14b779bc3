using Microsoft.Data.Sqlite;
using Periods.Grains.Journal;
using Periods.Silo.Journals;
using Periods.Silo.Sqlite;

namespace Periods.Gateway.Tests.Running;

/// <summary>An event of the file, with the entity it belongs to.</summary>
internal sealed record Fact(EntityKey Entity, JournalEvent Event)
{
    public string Type => Event.Type;

    public System.Text.Json.JsonElement Data => System.Text.Json.JsonDocument.Parse(Event.Data).RootElement;
}

/// <summary>What the journal's file holds, whatever the service says.</summary>
internal static class Journal
{
    /// <summary>Verified: hash chains valid, versions dense, no position missing. Then everything, entity by entity, in order.</summary>
    public static async Task<List<Fact>> ReadVerified(string path)
    {
        await using var reader = SqliteJournalReader.Open(path);
        var report = await JournalVerifier.Verify(reader, CancellationToken.None);
        Assert.Null(report.FirstBad);
        var facts = new List<Fact>();
        await foreach (var row in reader.Rows((await reader.End()).LastPosition, CancellationToken.None))
            facts.Add(new(EntityKey.Parse(row.Entity), row.Event!));
        Assert.All(facts.GroupBy(f => f.Entity), entity => Assert.Equal(entity.Select((_, i) => i + 1L), entity.Select(f => f.Event.Version)));
        return facts;
    }

    /// <summary>How many events there are.</summary>
    public static async Task<long> Length(string path)
    {
        await using var reader = SqliteJournalReader.Open(path);
        return (await reader.End()).LastPosition;
    }

    /// <summary>How many events there are that changed something: all but those that keep what was refused.</summary>
    public static long Changes(string path)
    {
        using var connection = Open(path);
        using var command = connection.CreateCommand();
        command.CommandText = "SELECT (SELECT position FROM head) - (SELECT count(*) FROM event WHERE entity IN (SELECT id FROM entity WHERE key LIKE 'a:%'))";
        return (long)command.ExecuteScalar()!;
    }

    /// <summary>How often anything was committed: SQLite counts it in the index of its log (walformat, "WAL-Index", iChange).</summary>
    public static uint Commits(string path)
    {
        using var index = new FileStream(path + "-shm", FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        var header = new byte[12];
        index.ReadExactly(header);
        return BitConverter.ToUInt32(header, 8);
    }

    /// <summary>As an operator would, with a tool of their own.</summary>
    public static void Alter(string path, string sql)
    {
        using var connection = Open(path);
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }

    private static SqliteConnection Open(string path)
    {
        SQLitePCL.Batteries_V2.Init();
        var connection = new SqliteConnection($"Data Source={path};Pooling=False");
        connection.Open();
        return connection;
    }
}
