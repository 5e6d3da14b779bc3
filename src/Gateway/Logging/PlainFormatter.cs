using System.Globalization;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Logging.Console;

namespace Periods.Gateway.Logging;

/// <summary>The log for people: an entry is one line that begins with its time; only the stack trace of a fault follows, indented.</summary>
internal sealed class PlainFormatter() : ConsoleFormatter(FormatterName)
{
    public const string FormatterName = "plain";

    public override void Write<TState>(in LogEntry<TState> logEntry, IExternalScopeProvider? scopeProvider, TextWriter textWriter)
    {
        var at = TimeProvider.System.GetUtcNow();
        var message = LogText.Escaped(logEntry.Formatter(logEntry.State, logEntry.Exception));
        textWriter.Write(string.Create(CultureInfo.InvariantCulture, $"{at:yyyy-MM-dd'T'HH:mm:ss.fff'Z'} {WordOf(logEntry.LogLevel)} {logEntry.Category}: {message}\n"));
        if (logEntry.Exception is not { } fault) return;
        foreach (var line in fault.ToString().Split('\n')) textWriter.Write($"      {LogText.Escaped(line.TrimEnd('\r'))}\n");
    }

    private static string WordOf(LogLevel level) => level switch
    {
        LogLevel.Trace => "trce",
        LogLevel.Debug => "dbug",
        LogLevel.Information => "info",
        LogLevel.Warning => "warn",
        LogLevel.Error => "fail",
        _ => "crit",
    };
}
