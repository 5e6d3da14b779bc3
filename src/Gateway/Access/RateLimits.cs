using System.Net;
using System.Net.Sockets;

namespace Periods.Gateway.Access;

/// <summary>How often one may call, by the operator's settings: a business, all its users together; the operator; and, from one address, whoever is not known.</summary>
/// <param name="callersPerMinute">Of a business, and of the operator; 0 for as often as they like.</param>
/// <param name="strangersPerMinute">Of an address that presents nothing valid; 0 for as often as it likes.</param>
internal sealed class RateLimits(int callersPerMinute, int strangersPerMinute, TimeProvider time)
{
    /// <summary>The operator calls under an id that no business has.</summary>
    private static readonly Guid Operator = Guid.Empty;

    private readonly RateLimit<Guid>? _callers = callersPerMinute == 0 ? null : new("default", callersPerMinute, time);
    private readonly RateLimit<IPAddress>? _strangers = strangersPerMinute == 0 ? null : new("unauthenticated", strangersPerMinute, time);

    /// <summary>Whether a request of somebody known is within the limit; the answer's fields say how much is left.</summary>
    public bool Admits(Identity identity, HttpContext http) => _callers is null || _callers.TryTake(identity.User?.BusinessId ?? Operator, http.Response.Headers);

    /// <summary>The same of somebody unknown.</summary>
    public bool AdmitsStranger(HttpContext http) => _strangers is null || _strangers.TryTake(Line(http.Connection.RemoteIpAddress ?? IPAddress.None), http.Response.Headers);

    /// <summary>What one subscriber has: an IPv4 address, or a network of /64, out of which each request could come from an address of its own.</summary>
    private static IPAddress Line(IPAddress address)
    {
        if (address.IsIPv4MappedToIPv6) return address.MapToIPv4();
        if (address.AddressFamily != AddressFamily.InterNetworkV6) return address;
        var bytes = address.GetAddressBytes();
        bytes.AsSpan(8).Clear();
        return new IPAddress(bytes);
    }
}
