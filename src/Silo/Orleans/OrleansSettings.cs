using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Configuration;
using Periods.Silo.Journals;

namespace Periods.Silo.Orleans;

/// <summary>What a process is in the cluster.</summary>
public enum OrleansRole
{
    /// <summary>Silo and gateway in one process: the default.</summary>
    Both,

    /// <summary>Hosts grains and answers health questions only.</summary>
    Silo,

    /// <summary>Answers requests and hosts no grain; it asks the silos.</summary>
    Client,
}

/// <summary>What the operator configures of the Orleans host, under <c>Orleans__</c>.</summary>
/// <param name="SiloPort">Where silos reach each other.</param>
/// <param name="GatewayPort">Where clients reach silos.</param>
/// <param name="AdvertisedAddress">What other silos reach this one by.</param>
/// <param name="SiloName">For people; null for a random one.</param>
public sealed record OrleansSettings(
    OrleansRole Role, int SiloPort, int GatewayPort, IPAddress AdvertisedAddress, string? SiloName, string ClusterId, string ServiceId)
{
    private const int DefaultSiloPort = 11111;
    private const int DefaultGatewayPort = 30000;
    private const string DefaultName = "periods";

    /// <summary>Throws <see cref="JournalOpenException"/> when a value is none.</summary>
    public static OrleansSettings Of(IConfiguration configuration)
    {
        var section = configuration.GetSection("Orleans");
        return new(
            RoleOf(section["Role"]),
            Port(section, nameof(SiloPort), DefaultSiloPort),
            Port(section, nameof(GatewayPort), DefaultGatewayPort),
            Address(section[nameof(AdvertisedAddress)]),
            section[nameof(SiloName)],
            Name(section[nameof(ClusterId)]),
            Name(section[nameof(ServiceId)]));
    }

    /// <summary>On loopback only loopback is listened to; elsewhere a pod's address may be one of several interfaces.</summary>
    public IPAddress ListeningAddress => AdvertisedAddress.AddressFamily == AddressFamily.InterNetworkV6
        ? IPAddress.IsLoopback(AdvertisedAddress) ? IPAddress.IPv6Loopback : IPAddress.IPv6Any
        : IPAddress.IsLoopback(AdvertisedAddress) ? IPAddress.Loopback : IPAddress.Any;

    private static string Name(string? value) => value is { Length: > 0 } name ? name : DefaultName;

    private static OrleansRole RoleOf(string? value) => value switch
    {
        null or "" => OrleansRole.Both,
        _ when Enum.TryParse<OrleansRole>(value, ignoreCase: true, out var role) && Enum.IsDefined(role) => role,
        _ => throw new JournalOpenException("Orleans__Role must be both, silo or client."),
    };

    private static int Port(IConfigurationSection section, string name, int otherwise) => section[name] switch
    {
        null or "" => otherwise,
        var text when int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var port) && port is > 0 and <= IPEndPoint.MaxPort => port,
        _ => throw new JournalOpenException($"Orleans__{name} must be a port."),
    };

    private static IPAddress Address(string? value) => value switch
    {
        null or "" => IPAddress.Loopback,
        _ when IPAddress.TryParse(value, out var address) => address,
        _ => throw new JournalOpenException("Orleans__AdvertisedAddress must be an IP address."),
    };
}
