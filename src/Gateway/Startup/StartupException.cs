namespace Periods.Gateway.Startup;

/// <summary>The service cannot start as it is configured; the message says what to change.</summary>
public sealed class StartupException(string message) : Exception(message);
