using System.Reflection;
using Periods.Silo.Journals;

namespace Periods.Silo.Sqlite;

/// <summary>The numbered schema files, applied in order.</summary>
internal static class SqliteSchema
{
    private const long ApplicationId = 0x50657269;
    private const string Folder = "sqlite/";

    private static readonly Assembly Home = typeof(SqliteSchema).Assembly;

    private static readonly (int Version, string Name)[] Files =
    [
        .. Home.GetManifestResourceNames()
            .Where(name => name.StartsWith(Folder, StringComparison.Ordinal))
            .Select(name => (SchemaFile.Version(name.AsSpan(Folder.Length)), name))
            .OrderBy(file => file.Item1),
    ];

    public static int Newest => Files[^1].Version;

    /// <summary>
    /// The version of the file's schema; 0 when it holds nothing yet. Throws <see cref="JournalOpenException"/> when the file is somebody
    /// else's or too new for this service.
    /// </summary>
    public static int VersionOf(SqliteFile file, string path)
    {
        if (file.Number("SELECT count(*) FROM sqlite_master") == 0) return 0;
        if (file.Number("PRAGMA application_id") != ApplicationId)
            throw new JournalOpenException($"{path} is a database of something else.");
        var (version, needed) = (0, 0);
        using var applied = file.Prepare("SELECT version, name FROM schema_version ORDER BY version");
        using var rows = applied.Query();
        while (rows.Next())
        {
            version = (int)rows.Number(0);
            needed = Math.Max(needed, SchemaFile.RunsFrom(version, rows.Text(1)));
        }
        if (needed > Newest)
            throw new JournalOpenException($"{path} has schema version {version}, but this service knows versions up to {Newest} only; start a newer one.");
        return version;
    }

    /// <summary>Brings all of it up to date, or nothing.</summary>
    public static void Upgrade(SqliteFile file, int from)
    {
        if (from >= Newest) return;
        file.Begin();
        foreach (var (version, name) in Files)
        {
            if (version <= from) continue;
            file.Execute(TextOf(name));
            using var record = file.Prepare("INSERT INTO schema_version (version, name) VALUES (?1, ?2)");
            record.Bind(1, version).BindText(2, name[Folder.Length..]).Run();
        }
        file.Commit();
    }

    private static string TextOf(string resource)
    {
        using var reader = new StreamReader(Home.GetManifestResourceStream(resource)!);
        return reader.ReadToEnd();
    }
}
