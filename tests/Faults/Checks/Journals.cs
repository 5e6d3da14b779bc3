using System.Data.Common;
using Microsoft.Data.Sqlite;
using Npgsql;
using Periods.Gateway.Tests.Running;
using Periods.Grains.Journal;

namespace Periods.Faults.Checks;

/// <summary>An event of the journal, with the entity it belongs to.</summary>
internal sealed record Fact(EntityKey Entity, JournalEvent Event)
{
    public string Type => Event.Type;
}

/// <summary>What a journal holds, read past the service: by plain SQL, and by the operator's tool.</summary>
internal static class Journals
{
    /// <summary>What the verifier says of a journal that is as it was written.</summary>
    public const string Whole = "every chain is whole";

    private const int Damaged = 2;

    /// <summary>Everything, entity by entity, in order.</summary>
    public static async Task<List<Fact>> Facts(string journal)
    {
        await using var connection = Open(journal);
        await connection.OpenAsync();
        await using var command = connection.CreateCommand();
        command.CommandText = $"""
            SELECT x.key, e.version, e.type, e.data, e.at, e.actor, e.command_id, e.hash
            FROM {Table(journal, "event")} e JOIN {Table(journal, "entity")} x ON x.id = e.entity ORDER BY x.key, e.version
            """;
        await using var row = await command.ExecuteReaderAsync();
        var facts = new List<Fact>();
        while (await row.ReadAsync())
            facts.Add(new(EntityKey.Parse(row.GetString(0)), new JournalEvent(
                row.GetInt64(1), row.GetString(2), System.Text.Encoding.UTF8.GetBytes(row.GetString(3)), At(row), Actor(row),
                row.IsDBNull(6) ? null : row.GetString(6), row.GetFieldValue<byte[]>(7))));
        return facts;
    }

    /// <summary>The last line that <c>periods verify</c> prints: <see cref="Whole"/>, or the first bad row.</summary>
    public static async Task<string> Verify(string journal)
    {
        var (exit, output, errors) = await Shell.Run(
            "dotnet", [Path.Combine(AppContext.BaseDirectory, "Periods.Gateway.dll"), "verify"], ("ConnectionStrings__Journal", journal));
        var last = output.TrimEnd().Split('\n')[^1];
        Assert.True(exit == (last.StartsWith("first bad row", StringComparison.Ordinal) ? Damaged : 0), $"{exit}: {output} {errors}");
        return last;
    }

    public static bool IsFile(string journal) => journal.StartsWith("Data Source=", StringComparison.Ordinal);

    /// <summary>As an operator would, with a tool of their own.</summary>
    public static async Task<int> Execute(string journal, string sql)
    {
        await using var connection = Open(journal);
        await connection.OpenAsync();
        await using var command = connection.CreateCommand();
        command.CommandText = sql;
        return await command.ExecuteNonQueryAsync();
    }

    public static string Table(string journal, string name) => IsFile(journal) ? name : $"periods.{name}";

    private static DbConnection Open(string journal)
    {
        if (!IsFile(journal)) return new NpgsqlConnection($"{journal};Pooling=false");
        SQLitePCL.Batteries_V2.Init();
        return new SqliteConnection($"{journal};Pooling=False");
    }

    private static DateTimeOffset At(DbDataReader row) => row is SqliteDataReader
        ? DateTimeOffset.UnixEpoch.AddTicks(row.GetInt64(4) * TimeSpan.TicksPerMicrosecond)
        : new DateTimeOffset(row.GetDateTime(4), TimeSpan.Zero);

    private static Guid Actor(DbDataReader row) => row is SqliteDataReader ? new Guid(row.GetFieldValue<byte[]>(5), bigEndian: true) : row.GetGuid(5);
}
