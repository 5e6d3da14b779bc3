using System.Diagnostics;

namespace Periods.Silo.Tests.Journals;

/// <summary>A disk of two megabytes, in memory. Only root may mount one.</summary>
internal sealed class SmallDisk : IDisposable
{
    private readonly TempFolder _folder = new();

    public SmallDisk() => Run("mount", "-t", "tmpfs", "-o", "size=2m", "tmpfs", _folder.Path);

    public string File(string name) => _folder.File(name);

    /// <summary>Takes all the room there is.</summary>
    public void Fill()
    {
        using var ballast = new FileStream(File("ballast"), FileMode.Create, FileAccess.Write, FileShare.None, bufferSize: 0);
        var page = new byte[4096];
        try
        {
            while (ballast.Length < 4 * 1024 * 1024) ballast.Write(page);
        }
        catch (IOException)
        {
            return;
        }
        throw new InvalidOperationException("The disk is larger than it was mounted.");
    }

    /// <summary>Nothing on it can be changed any more, nor anything be added.</summary>
    public void Seal() => Run("mount", "-o", "remount,ro", _folder.Path);

    public void Free() => System.IO.File.Delete(File("ballast"));

    public void Dispose()
    {
        Run("umount", _folder.Path);
        _folder.Dispose();
    }

    private static void Run(string command, params string[] arguments)
    {
        using var process = Process.Start(command, arguments);
        process.WaitForExit();
        if (process.ExitCode != 0) throw new InvalidOperationException($"{command} ended with {process.ExitCode}");
    }
}
