using System.Globalization;
using Periods.Gateway.Access;

namespace Periods.Gateway.Startup;

/// <summary>What the operator configures: environment variables or command line, by the framework's rules.</summary>
internal static class Settings
{
    public const string DefaultUrl = "http://127.0.0.1:8080";
    private const string DefaultJournal = "Data Source=data/periods.db";
    private const int OperatorTokenLengthMin = 32;

    /// <summary>What a command that does not serve is configured by.</summary>
    public static IConfiguration OfCommand(string[] args) => new ConfigurationBuilder().AddEnvironmentVariables().AddCommandLine(args).Build();

    /// <summary>ConnectionStrings__Journal.</summary>
    public static string Journal(IConfiguration configuration) => configuration.GetConnectionString("Journal") is { Length: > 0 } journal ? journal : DefaultJournal;

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
}
