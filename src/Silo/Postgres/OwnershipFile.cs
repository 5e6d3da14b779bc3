using Periods.Silo.Journals;

namespace Periods.Silo.Postgres;

/// <summary>
/// The file that makes one process of this machine the owner of a journal elsewhere: it holds the owner's id, and the kernel lets one process have it. Whoever has the file owns the
/// journal, as whoever has a SQLite file does; who moves it to another machine moves the ownership.
/// </summary>
internal sealed class OwnershipFile : IDisposable
{
    private readonly FileOwnership _held;

    private OwnershipFile(FileOwnership held, Guid id) => (_held, Id) = (held, id);

    public Guid Id { get; }

    /// <summary>Made, with its folder, when it is missing. Throws <see cref="JournalOpenException"/>.</summary>
    public static OwnershipFile Take(string path)
    {
        FileOwnership? held = null;
        try
        {
            path = Path.GetFullPath(path);
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            held = FileOwnership.Of(path);
            if (!File.Exists(path)) Write(path);
            return new(held, Guid.Parse(File.ReadAllText(path).Trim()));
        }
        catch (Exception e)
        {
            held?.Dispose();
            if (e is JournalOpenException) throw;
            throw new JournalOpenException($"{path} cannot say who owns the journal: {e.Message}", e);
        }
    }

    public void Dispose() => _held.Dispose();

    /// <summary>On disk before the journal hears of it.</summary>
    private static void Write(string path)
    {
        var draft = path + ".new";
        using (var file = new FileStream(draft, FileMode.Create, FileAccess.Write))
        {
            file.Write(System.Text.Encoding.ASCII.GetBytes($"{Guid.NewGuid()}\n"));
            file.Flush(flushToDisk: true);
        }
        File.Move(draft, path);
    }
}
