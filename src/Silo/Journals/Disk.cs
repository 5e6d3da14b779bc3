using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Periods.Silo.Journals;

/// <summary>What lies under the file.</summary>
internal static class Disk
{
    /// <summary>A signal came in between: EINTR, on every Unix.</summary>
    private const int Interrupted = 4;

    /// <summary>
    /// Returns when the file is on the disk; throws when it is not. Outside Windows <see cref="RandomAccess.FlushToDisk"/> keeps to itself that it failed, whatever
    /// the kernel answered (.NET 10).
    /// </summary>
    public static void Flush(SafeFileHandle file)
    {
        if (OperatingSystem.IsWindows())
            RandomAccess.FlushToDisk(file);
        else
            while (FSync(file) != 0)
                if (Marshal.GetLastPInvokeError() is var error and not Interrupted) throw new IOException(Marshal.GetPInvokeErrorMessage(error));
    }

    [DllImport("libc", EntryPoint = "fsync", SetLastError = true)]
    private static extern int FSync(SafeFileHandle file);
}
