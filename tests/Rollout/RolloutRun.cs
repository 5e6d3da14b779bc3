using Xunit.Abstractions;
using Xunit.Sdk;

namespace Periods.Rollout;

/// <summary>Shows what the run came to, also when all went well.</summary>
public sealed class RolloutRun(IMessageSink messages)
{
    public void Show(string figures) => messages.OnMessage(new DiagnosticMessage(figures));
}
