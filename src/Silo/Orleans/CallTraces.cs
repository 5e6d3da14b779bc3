using Periods.Grains.Entities;

namespace Periods.Silo.Orleans;

/// <summary>
/// Carries the span that asks to the silo that answers, so that a command is in the trace of its request wherever its grain is. Orleans' own propagation would make two
/// spans of every call, of its own too; here a call that nobody records carries nothing.
/// </summary>
internal sealed class CallTraces : IOutgoingGrainCallFilter, IIncomingGrainCallFilter
{
    private const string Key = "traceparent";

    /// <summary>What is sent from here on, until whoever called this has gone on, belongs to a span.</summary>
    public static void Send(string traceParent) => RequestContext.Set(Key, traceParent);

    public Task Invoke(IOutgoingGrainCallContext context)
    {
        if (SiloTelemetry.Recorded is { } span) Send(TraceParent.Of(span.Context));
        return context.Invoke();
    }

    public Task Invoke(IIncomingGrainCallContext context) => RequestContext.Get(Key) is string asking ? Asked(context, asking) : context.Invoke();

    private static async Task Asked(IIncomingGrainCallContext context, string asking)
    {
        RemoteSpan.Current = TraceParent.Read(asking);
        await context.Invoke();
    }
}
