namespace Periods.Gateway.Tests.Running;

/// <summary>A disk of a few megabytes, in memory.</summary>
internal sealed class SmallDisk : IAsyncDisposable
{
    private readonly TempFolder _folder = new();

    private SmallDisk()
    {
    }

    public static async Task<SmallDisk> Mount()
    {
        var disk = new SmallDisk();
        var (exitCode, _, errors) = await Shell.Run("mount", ["-t", "tmpfs", "-o", "size=4m", "tmpfs", disk._folder.Path]);
        if (exitCode == 0) return disk;
        disk._folder.Dispose();
        throw new InvalidOperationException($"This test mounts a small disk and needs root and CAP_SYS_ADMIN for that: {errors}");
    }

    public string File(string name) => _folder.File(name);

    /// <summary>Takes all the room there is.</summary>
    public void Fill()
    {
        using var ballast = new FileStream(File("ballast"), FileMode.Create, FileAccess.Write, FileShare.None, bufferSize: 0);
        var page = new byte[4096];
        try
        {
            while (ballast.Length < 8 * 1024 * 1024) ballast.Write(page);
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
        await Shell.Run("umount", [_folder.Path]);
        _folder.Dispose();
    }
}
