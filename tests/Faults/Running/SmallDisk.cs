using Periods.Gateway.Tests.Running;

namespace Periods.Faults.Running;

/// <summary>A small disk, in memory. Only root may mount one.</summary>
internal sealed class SmallDisk : IAsyncDisposable
{
    private readonly TempFolder _folder = new();
    private readonly int _mebibytes;

    private SmallDisk(int mebibytes) => _mebibytes = mebibytes;

    public static async Task<SmallDisk> Mount(int mebibytes)
    {
        var disk = new SmallDisk(mebibytes);
        await Run("mount", "-t", "tmpfs", "-o", $"size={mebibytes}m", "tmpfs", disk._folder.Path);
        return disk;
    }

    public string File(string name) => _folder.File(name);

    /// <summary>Takes all the room there is.</summary>
    public void Fill()
    {
        using var ballast = new FileStream(File("ballast"), FileMode.Create, FileAccess.Write, FileShare.None, bufferSize: 0);
        var page = new byte[4096];
        try
        {
            while (ballast.Length <= _mebibytes * 1024L * 1024) ballast.Write(page);
        }
        catch (IOException)
        {
            return;
        }
        throw new InvalidOperationException("The disk is larger than it was mounted.");
    }

    public void Free() => System.IO.File.Delete(File("ballast"));

    public async ValueTask DisposeAsync()
    {
        await Run("umount", _folder.Path);
        _folder.Dispose();
    }

    private static async Task Run(string command, params string[] arguments)
    {
        var (exit, _, errors) = await Shell.Run(command, arguments);
        if (exit != 0) throw new InvalidOperationException($"{command} ended with {exit}: {errors}");
    }
}
