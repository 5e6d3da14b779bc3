using System.Globalization;

namespace Periods.Gateway.Tests.Running;

/// <summary>Where one silo and the others reach each other on the Orleans host. The local host's silos do not, and do not look at it.</summary>
internal sealed record SiloPorts(int Silo, int Gateway)
{
    public static SiloPorts Free() => new(FreePort.Next(), FreePort.Next());

    /// <summary>For a service in this process.</summary>
    public string[] Arguments => [$"--Orleans:SiloPort={Silo}", $"--Orleans:GatewayPort={Gateway}"];

    /// <summary>For a process of its own.</summary>
    public void Give(IDictionary<string, string?> environment)
    {
        environment["Orleans__SiloPort"] = Silo.ToString(CultureInfo.InvariantCulture);
        environment["Orleans__GatewayPort"] = Gateway.ToString(CultureInfo.InvariantCulture);
    }
}
