namespace Periods.Silo.Journals;

/// <summary>
/// Makes this process the only service on a file: a database, or one that says who owns a journal elsewhere. A lock file beside it, because a lock on the database itself would also keep
/// out the operator's sqlite3 shell and online backups. The kernel gives it back when the process dies, however it dies; the file stays,
/// because whoever deletes a lock file may delete one that is locked anew.
/// </summary>
internal sealed class FileOwnership : IDisposable
{
    private readonly FileStream _lock;

    private FileOwnership(FileStream held) => _lock = held;

    public static FileOwnership Of(string path)
    {
        var held = TryLock(path) ?? throw InUse(path);
        // Where the kernel keeps no locks everybody gets one, as the one who has it would, too.
        if (TryLock(path) is not { } second) return new(held);
        second.Dispose();
        held.Dispose();
        throw new JournalOpenException($"{path} cannot be locked, so that a second process could not be kept out: its file system has no locks, or they are turned off.");
    }

    public static JournalOpenException InUse(string path) => new($"{path} is in use by another process.");

    /// <summary>The file, which nobody else has locked; null when somebody has.</summary>
    public static FileStream? Locked(string path, FileMode mode)
    {
        try
        {
            return new FileStream(path, mode, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException e) when (IsHeld(e))
        {
            return null;
        }
    }

    public void Dispose() => _lock.Dispose();

    private static FileStream? TryLock(string path) => Locked(path + ".lock", FileMode.OpenOrCreate);

    // EWOULDBLOCK on Linux and on macOS, ERROR_SHARING_VIOLATION on Windows.
    private static bool IsHeld(IOException e) => e.HResult is 11 or 35 or unchecked((int)0x80070020);
}
