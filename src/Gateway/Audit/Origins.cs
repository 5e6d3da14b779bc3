using System.Net;
using Periods.Gateway.Access;

namespace Periods.Gateway.Audit;

/// <summary>How requests reach the service, as it is recorded with what they change.</summary>
/// <param name="recordsAddresses">Whether clients' addresses are recorded: what is in the journal stays there.</param>
internal sealed class Origins(bool recordsAddresses)
{
    private const string MappedPrefix = "::ffff:";

    public Origin Of(HttpContext http, Identity identity) => new(
        identity.TokenId == Guid.Empty ? null : identity.TokenId, http.TraceIdentifier, recordsAddresses ? Text(http.Connection.RemoteIpAddress) : null, StatedEmail.Of(http.Request));

    /// <summary>An IPv4 address as itself, also where the server listens for both kinds. An address keeps its text once it was asked for it.</summary>
    private static string? Text(IPAddress? address) => address is { IsIPv4MappedToIPv6: true } ? address.ToString()[MappedPrefix.Length..] : address?.ToString();
}
