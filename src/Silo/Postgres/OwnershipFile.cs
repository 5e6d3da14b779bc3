using Periods.Silo.Journals;

namespace Periods.Silo.Postgres;

/// <summary>
/// The file that makes one process of this machine the owner of a journal elsewhere: it holds the owner's id, and the kernel lets one process have it. Whoever has the file owns the
/// journal, as whoever has a SQLite file does; who moves it to another machine moves the ownership.
/// </summary>
internal sealed class OwnershipFile : IDisposable
{
    private readonly FileOwnership _held;
    // The file itself, too: by another name (a link, a mount of it alone, or moved while its owner runs) it has another lock file.
    private readonly FileStream _file;

    private OwnershipFile(FileOwnership held, FileStream file, Guid id) => (_held, _file, Id) = (held, file, id);

    public string Name => _file.Name;

    public Guid Id { get; }

    /// <summary>Made, with its folder, when it is missing. Throws <see cref="JournalOpenException"/>.</summary>
    public static OwnershipFile Take(string path)
    {
        FileOwnership? held = null;
        FileStream? file = null;
        try
        {
            path = Path.GetFullPath(path);
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            held = FileOwnership.Of(path);
            if (!File.Exists(path)) Write(path);
            file = FileOwnership.Locked(path, FileMode.Open) ?? throw FileOwnership.InUse(path);
            using var text = new StreamReader(file, leaveOpen: true);
            return new(held, file, Guid.Parse(text.ReadToEnd().Trim()));
        }
        catch (Exception e)
        {
            file?.Dispose();
            held?.Dispose();
            if (e is JournalOpenException) throw;
            throw new JournalOpenException($"{path} cannot say who owns the journal: {e.Message}", e);
        }
    }

    public void Dispose()
    {
        _file.Dispose();
        _held.Dispose();
    }

    /// <summary>On disk before the journal hears of it.</summary>
    private static void Write(string path)
    {
        var draft = path + ".new";
        using (var file = File.OpenHandle(draft, FileMode.Create, FileAccess.Write))
        {
            RandomAccess.Write(file, System.Text.Encoding.ASCII.GetBytes($"{Guid.NewGuid()}\n"), fileOffset: 0);
            Disk.Flush(file);
        }
        File.Move(draft, path);
    }
}
