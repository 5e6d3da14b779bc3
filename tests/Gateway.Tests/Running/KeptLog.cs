using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace Periods.Gateway.Tests.Running;

/// <summary>A log that keeps what is written to it, each entry as its level, its message and the kind of its fault.</summary>
internal sealed class KeptLog : ILogger, ILoggerProvider
{
    private readonly ConcurrentQueue<string> _entries = new();

    public string[] Entries => [.. _entries];

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        if (IsEnabled(logLevel)) _entries.Enqueue($"{logLevel} {formatter(state, exception)} {exception?.GetType().Name}".TrimEnd());
    }

    public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Warning;

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public ILogger CreateLogger(string categoryName) => this;

    public void Dispose()
    {
    }
}
