using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Periods.Gateway.Access;

namespace Periods.Gateway.Startup;

/// <summary>What the operator configures: environment variables or command line, by the framework's rules.</summary>
internal static class Settings
{
    public const string DefaultUrl = "http://127.0.0.1:8080";
    private const string DefaultJournal = "Data Source=data/periods.db";
    private const int OperatorTokenLengthMin = 32;

    /// <summary>One request in a hundred shows what is slow, and costs next to nothing.</summary>
    private const double DefaultTraceRatio = 0.01;

    /// <summary>
    /// What the service and every command is configured by. Throws <see cref="StartupException"/>. The framework reads files, too, where it is started and beside the program: a command that is started elsewhere would mean
    /// another journal than the service.
    /// </summary>
    public static WebApplicationBuilder Builder(string[] args)
    {
        // Not watched: that would only delay the start. And none where it is started, where anybody's may lie.
        var options = new WebApplicationOptions { Args = [.. args, "--hostBuilder:reloadConfigOnChange=false"], ContentRootPath = AppContext.BaseDirectory };
        try
        {
            var builder = WebApplication.CreateSlimBuilder(options);
            foreach (var file in builder.Configuration.Sources.OfType<FileConfigurationSource>().ToList()) builder.Configuration.Sources.Remove(file);
            return builder;
        }
        catch (InvalidDataException e)
        {
            // The framework opens it before it can be told not to.
            throw new StartupException($"{e.Message} No settings are taken from it: remove it.");
        }
    }

    /// <summary>ConnectionStrings__Journal.</summary>
    public static string Journal(IConfiguration configuration) => configuration.GetConnectionString("Journal") is { Length: > 0 } journal ? journal : DefaultJournal;

    /// <summary>Journal__OwnershipFile; null when any number of silos may be on the journal.</summary>
    public static string? OwnershipFile(IConfiguration configuration) => configuration["Journal:OwnershipFile"] is { Length: > 0 } path ? path : null;

    /// <summary>Access__OperatorToken: any 32 or more printable ASCII characters; null when not set.</summary>
    public static string? OperatorToken(IConfiguration configuration)
    {
        if (configuration["Access:OperatorToken"] is not { Length: > 0 } token) return null;
        return token.Length >= OperatorTokenLengthMin && token.All(c => c is > ' ' and <= '~')
            ? token
            : throw new StartupException($"Access__OperatorToken must be at least {OperatorTokenLengthMin} printable ASCII characters without blanks.");
    }

    /// <summary>RateLimits__CallerPerMinute, RateLimits__UnauthenticatedPerMinute: not set, or 0, for no limit.</summary>
    public static RateLimits RateLimits(IConfiguration configuration) =>
        new(PerMinute(configuration, "CallerPerMinute"), PerMinute(configuration, "UnauthenticatedPerMinute"), TimeProvider.System);

    private static int PerMinute(IConfiguration configuration, string name)
    {
        if (configuration[$"RateLimits:{name}"] is not { Length: > 0 } text) return 0;
        return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var perMinute) && perMinute <= Limits.RateLimitMax
            ? perMinute
            : throw new StartupException($"RateLimits__{name} must be a number of requests, 0 to {Limits.RateLimitMax}.");
    }

    /// <summary>Audit__RecordAddresses: true, which is the default, or false.</summary>
    public static bool RecordsAddresses(IConfiguration configuration)
    {
        if (configuration["Audit:RecordAddresses"] is not { Length: > 0 } text) return true;
        return bool.TryParse(text, out var records) ? records : throw new StartupException("Audit__RecordAddresses must be true or false.");
    }

    /// <summary>TrustedProxies: addresses and networks, with commas in between; none when not set.</summary>
    public static IReadOnlyList<IPNetwork> TrustedProxies(IConfiguration configuration) =>
        [.. (configuration["TrustedProxies"] ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Select(Network)];

    private static IPNetwork Network(string text)
    {
        if (IsSpeltOut(text.Split('/')[0]))
        {
            if (IPAddress.TryParse(text, out var address)) return new IPNetwork(address, address.AddressFamily == AddressFamily.InterNetwork ? 32 : 128);
            if (IPNetwork.TryParse(text, out var network)) return network;
        }
        throw new StartupException("TrustedProxies must be IP addresses or networks such as 10.0.0.0/8, with commas in between.");
    }

    /// <summary>The framework reads 192.168/16 as 192.0.0.168/16, and 010.0.0.0 as 8.0.0.0: somebody else's addresses would be trusted.</summary>
    private static bool IsSpeltOut(string address) => IPAddress.TryParse(address, out var read) && (read.AddressFamily != AddressFamily.InterNetwork || read.ToString() == address);

    /// <summary>Management__Url; null when health is asked for on the service's own address and metrics nowhere.</summary>
    public static string? ManagementUrl(IConfiguration configuration) => configuration["Management:Url"] is { Length: > 0 } url ? url : null;

    /// <summary>OTEL_EXPORTER_OTLP_ENDPOINT: an absolute URL. The exporter reads it by itself, and whatever else OpenTelemetry specifies beside it.</summary>
    public static bool IsOtlpEndpointSet(IConfiguration configuration)
    {
        if (configuration["OTEL_EXPORTER_OTLP_ENDPOINT"] is not { Length: > 0 } endpoint) return false;
        return Uri.TryCreate(endpoint, UriKind.Absolute, out var url) && (url.Scheme == Uri.UriSchemeHttp || url.Scheme == Uri.UriSchemeHttps)
            ? true
            : throw new StartupException("OTEL_EXPORTER_OTLP_ENDPOINT must be a URL such as http://collector:4317.");
    }

    /// <summary>OTEL_METRICS_EXPORTER: otlp or none, which is the default, unlike elsewhere: they are there to be scraped.</summary>
    public static bool AreMetricsExported(IConfiguration configuration) => configuration["OTEL_METRICS_EXPORTER"] switch
    {
        "otlp" => true,
        null or "" or "none" => false,
        _ => throw new StartupException("OTEL_METRICS_EXPORTER must be otlp or none."),
    };

    /// <summary>OTEL_SERVICE_NAME.</summary>
    public static string ServiceName(IConfiguration configuration) => configuration["OTEL_SERVICE_NAME"] is { Length: > 0 } name ? name : "periods";

    /// <summary>OTEL_TRACES_SAMPLER_ARG: the share of requests that are traced, 0 to 1.</summary>
    public static double TraceRatio(IConfiguration configuration)
    {
        if (configuration["OTEL_TRACES_SAMPLER_ARG"] is not { Length: > 0 } text) return DefaultTraceRatio;
        return double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var ratio) && ratio is >= 0 and <= 1
            ? ratio
            : throw new StartupException("OTEL_TRACES_SAMPLER_ARG must be a number from 0 to 1.");
    }
}
