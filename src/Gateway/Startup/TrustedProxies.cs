using Microsoft.AspNetCore.HttpOverrides;
using IPNetwork = System.Net.IPNetwork;

namespace Periods.Gateway.Startup;

/// <summary>Behind proxies of one's own a client's address is the last one in X-Forwarded-For that is none of theirs. What stands before it anybody may have written.</summary>
internal static class TrustedProxies
{
    public static void Use(WebApplication app, IEnumerable<IPNetwork> trusted)
    {
        var options = new ForwardedHeadersOptions { ForwardedHeaders = ForwardedHeaders.XForwardedFor, ForwardLimit = null };
        options.KnownProxies.Clear();
        options.KnownIPNetworks.Clear();
        foreach (var network in trusted) options.KnownIPNetworks.Add(network);
        app.UseForwardedHeaders(options);
    }
}
