using Periods.Silo.Journals;

namespace Periods.Silo.Sqlite;

/// <summary>
/// Makes this process the only service on a database file. A lock file beside it, because a lock on the database itself would also keep
/// out the operator's sqlite3 shell and online backups. The kernel gives it back when the process dies, however it dies; the file stays,
/// because whoever deletes a lock file may delete one that is locked anew.
/// </summary>
internal sealed class FileOwnership : IDisposable
{
    private readonly FileStream _lock;

    private FileOwnership(FileStream held) => _lock = held;

    public static FileOwnership Of(string path)
    {
        FileStream held;
        try
        {
            held = Lock(path);
        }
        catch (IOException e) when (IsHeld(e))
        {
            throw new JournalOpenException($"{path} is in use by another process.", e);
        }
        // Where the kernel keeps no locks everybody gets one, as the one who has it would, too.
        try
        {
            using (Lock(path)) held.Dispose();
        }
        catch (IOException e) when (IsHeld(e))
        {
            return new(held);
        }
        throw new JournalOpenException($"{path} cannot be locked, so that a second process could not be kept out: its file system has no locks, or they are turned off.");
    }

    private static FileStream Lock(string path) => new(path + ".lock", FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);

    public void Dispose() => _lock.Dispose();

    // EWOULDBLOCK on Linux and on macOS, ERROR_SHARING_VIOLATION on Windows.
    private static bool IsHeld(IOException e) => e.HResult is 11 or 35 or unchecked((int)0x80070020);
}
