using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Periods.Silo.Sqlite;

/// <summary>What lies under the file.</summary>
internal static class Disk
{
    /// <summary>
    /// Returns when the file is on the disk; throws when it is not. Outside Windows <see cref="RandomAccess.FlushToDisk"/> keeps to itself that it failed, whatever
    /// the kernel answered (.NET 10).
    /// </summary>
    public static void Flush(SafeFileHandle file)
    {
        if (OperatingSystem.IsWindows()) RandomAccess.FlushToDisk(file);
        else if (FSync(file) != 0) throw new IOException(Marshal.GetPInvokeErrorMessage(Marshal.GetLastPInvokeError()));
    }

    [DllImport("libc", EntryPoint = "fsync", SetLastError = true)]
    private static extern int FSync(SafeFileHandle file);
}
