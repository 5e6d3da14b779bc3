using Microsoft.Win32.SafeHandles;

namespace Periods.Silo.Sqlite;

/// <summary>
/// Lets the log begin anew when it has grown long. All of it must be in the file for that, and on the disk, which takes tens of milliseconds that no commit shall wait for: a
/// connection of its own copies most of it while the writer goes on, and only what was written meanwhile is left to the writer.
/// </summary>
internal sealed class LogRenewal : IDisposable
{
    private readonly SqliteFile _writer;
    private readonly SqliteFile _copier;
    // Held until the end: closing any handle of the file would let go of all the locks that SQLite has on it in this process.
    private readonly SafeFileHandle _file;
    private Task? _copying;
    private long _pages;

    /// <param name="writer">The connection that writes the file.</param>
    public LogRenewal(SqliteFile writer, string path)
    {
        _writer = writer;
        _copier = SqliteFile.ForWriting(path);
        _file = File.OpenHandle(path, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite | FileShare.Delete);
        // What a process that died has left: pages are counted from here on.
        _copier.TryCopyLog();
    }

    /// <summary>When nothing is under way.</summary>
    public Task Settled => _copying ?? Task.CompletedTask;

    /// <summary>After a commit, on the writer's thread.</summary>
    public void Tend()
    {
        _pages += _writer.TakePagesWritten();
        if (_copying is null)
        {
            if (_pages >= SqliteSettings.LogPages) _copying = Task.Run(Copy);
        }
        else if (_copying.IsCompleted)
        {
            _copying = null;
            // A reader may still need the log, or the disk may be full: then there is another attempt soon.
            _pages = _writer.TryCopyLog() ? 0 : SqliteSettings.LogPages - SqliteSettings.LogPagesMore;
        }
    }

    /// <summary>After the other connections to the file: the last one copies all that is left.</summary>
    public void Dispose()
    {
        _copier.Dispose();
        _file.Dispose();
    }

    private void Copy()
    {
        // SQLite sees to it that the file is on the disk only when that was all; else the writer would have to wait for it.
        if (_copier.TryCopyLog()) return;
        try
        {
            RandomAccess.FlushToDisk(_file);
        }
        catch (IOException)
        {
            // The log stays as it is: the writer finds out by itself.
        }
    }
}
