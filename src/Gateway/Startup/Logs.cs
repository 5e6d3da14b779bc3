using Microsoft.Extensions.Logging.Console;
using Periods.Gateway.Logging;

namespace Periods.Gateway.Startup;

/// <summary>Where the log goes, in which form, and what is left out of it.</summary>
internal static class Logs
{
    private const string Json = "json";

    public static void Configure(ILoggingBuilder logging, IConfiguration configuration)
    {
        RefuseUnknownLevels(configuration);
        var form = configuration["Logging:Console:FormatterName"] is { Length: > 0 } given ? given : PlainFormatter.FormatterName;
        // The framework's other forms print what clients sent as it is.
        if (form is not (PlainFormatter.FormatterName or Json))
            throw new StartupException($"Logging__Console__FormatterName must be {PlainFormatter.FormatterName} or {Json}.");
        logging.AddConsole().AddConsoleFormatter<PlainFormatter, ConsoleFormatterOptions>();
        logging.Services.PostConfigure<ConsoleLoggerOptions>(console =>
        {
            console.FormatterName = form;
            // Who logs polls sockets (ADR 8): it waits for nobody who reads the log. The logger says how many lines that cost.
            console.QueueFullMode = ConsoleLoggerQueueFullMode.DropWrite;
        });
        logging.Services.PostConfigure<JsonConsoleFormatterOptions>(json =>
        {
            json.TimestampFormat ??= "yyyy-MM-dd'T'HH:mm:ss.fff'Z'";
            json.UseUtcTimestamp = true;
        });

        logging.AddFilter("Microsoft", LogLevel.Warning);
        // Clients that hang up in the middle of a body are told of in eight lines each.
        logging.AddFilter("Microsoft.AspNetCore.Server.Kestrel", LogLevel.Error);
        // What keeps it from starting is told where it ends the process, in one line.
        logging.AddFilter("Microsoft.Extensions.Hosting.Internal.Host", LogLevel.Critical);
        // Two hundred lines of options at each start, and one for each step of a silo's life.
        logging.AddFilter("Orleans", LogLevel.Warning);
        // No grain of ours uses reminders yet: while the database is away their service says some twenty times a second that it cannot read its table.
        logging.AddFilter("Orleans.Runtime.ReminderService", LogLevel.Critical);
        // Where this logger may speak at all, the host makes an activity and a log scope for every request. What it would say, ErrorResponses says.
        logging.AddFilter("Microsoft.AspNetCore.Hosting.Diagnostics", LogLevel.None);
        // First, so that it yields to a level that was configured.
        logging.Services.PostConfigure<LoggerFilterOptions>(filter => filter.Rules.Insert(0, new(null, RequestLog.Category, LogLevel.Warning, null)));
    }

    private static void RefuseUnknownLevels(IConfiguration configuration)
    {
        foreach (var (key, level) in configuration.GetSection("Logging").AsEnumerable())
        {
            if (!key.Contains(":LogLevel:", StringComparison.OrdinalIgnoreCase) || string.IsNullOrEmpty(level) || Enum.TryParse<LogLevel>(level, ignoreCase: true, out _)) continue;
            throw new StartupException($"{key.Replace(":", "__", StringComparison.Ordinal)} must be one of {string.Join(", ", Enum.GetNames<LogLevel>())}.");
        }
    }
}
