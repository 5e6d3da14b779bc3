using Microsoft.Extensions.Logging;
using Microsoft.Win32.SafeHandles;

namespace Periods.Silo.Sqlite;

/// <summary>
/// Lets the log begin anew when it has grown long. All of it must be in the file for that, and on the disk, which takes tens of milliseconds that no commit shall wait for: a
/// connection of its own copies most of it while the writer goes on, and only what was written meanwhile is left to the writer.
/// A disk that failed once is not asked again: after a flush that failed the kernel takes its pages for written, and the next flush succeeds without them. What was
/// copied is then in the log only, which must stay until a process begins with it from its first page.
/// </summary>
internal sealed class LogRenewal : IDisposable
{
    private readonly SqliteFile _writer;
    private readonly SqliteFile _copier;
    // Held until the end: closing any handle of the file would let go of all the locks that SQLite has on it in this process.
    private readonly SafeFileHandle _file;
    private readonly Action<SafeFileHandle> _flush;
    private readonly ILogger _log;
    private Task? _copying;
    private long _pages;
    private volatile bool _failed;

    /// <param name="writer">The connection that writes the file.</param>
    /// <param name="flush">Returns when the file is on the disk; throws when it is not.</param>
    public LogRenewal(SqliteFile writer, string path, Action<SafeFileHandle> flush, ILogger log)
    {
        _writer = writer;
        _flush = flush;
        _log = log;
        _copier = SqliteFile.ForWriting(path);
        _file = File.OpenHandle(path, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite | FileShare.Delete);
    }

    /// <summary>Whether the disk failed: from then on the log stays as it is, and nothing more may be written in this process.</summary>
    public bool HasFailed => _failed;

    /// <summary>When nothing is under way.</summary>
    public Task Settled => _copying ?? Task.CompletedTask;

    /// <summary>Copies what a process that died has left: pages are counted from here on. Throws when the disk fails.</summary>
    public void Begin()
    {
        try
        {
            Copy();
        }
        catch
        {
            _failed = true;
            throw;
        }
    }

    /// <summary>After a commit, on the writer's thread.</summary>
    public void Tend()
    {
        _pages += _writer.TakePagesWritten();
        if (_copying is null)
        {
            if (_pages >= SqliteSettings.LogPages) _copying = Task.Run(() => Succeeds(Copy));
        }
        else if (_copying.IsCompleted)
        {
            _copying = null;
            // A reader may still need the log, or the disk may be full: then there is another attempt soon.
            _pages = Succeeds(_writer.TryCopyLog) ? 0 : SqliteSettings.LogPages - SqliteSettings.LogPagesMore;
        }
    }

    /// <summary>After the other connections to the file: the last one copies all that is left.</summary>
    public void Dispose()
    {
        if (_failed) _copier.KeepLog();
        _copier.Dispose();
        _file.Dispose();
    }

    private bool Copy()
    {
        var all = _copier.TryCopyLog();
        // SQLite sees to it only when nobody has written meanwhile; else the writer would have to wait for it.
        _flush(_file);
        return all;
    }

    private bool Succeeds(Func<bool> copy)
    {
        if (_failed) return false;
        try
        {
            return copy();
        }
        catch (Exception e)
        {
            _failed = true;
            _log.LogError(e, "The disk failed under the journal's file: what is acknowledged is kept in its log, and nothing more is written until the service is restarted.");
            return false;
        }
    }
}
