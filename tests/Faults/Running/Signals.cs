using System.Globalization;
using Periods.Gateway.Tests.Running;

namespace Periods.Faults.Running;

/// <summary>Signals to a process this run started, by its id.</summary>
internal static class Signals
{
    public static Task Term(int pid) => Send("TERM", pid);

    public static Task Kill(int pid) => Send("KILL", pid);

    public static Task Hangup(int pid) => Send("HUP", pid);

    public static Task Stop(int pid) => Send("STOP", pid);

    public static Task Continue(int pid) => Send("CONT", pid);

    private static async Task Send(string signal, int pid)
    {
        var (exit, _, errors) = await Shell.Run("kill", [$"-{signal}", pid.ToString(CultureInfo.InvariantCulture)]);
        if (exit != 0) throw new InvalidOperationException($"SIG{signal} did not reach process {pid}: {errors}");
    }
}
