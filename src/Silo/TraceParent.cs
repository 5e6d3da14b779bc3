using System.Diagnostics;

namespace Periods.Silo;

/// <summary>A recorded span as it is named to another process: the <c>traceparent</c> of W3C Trace Context, 55 characters without a blank.</summary>
internal static class TraceParent
{
    public static string Of(ActivityContext span) => $"00-{span.TraceId}-{span.SpanId}-01";

    /// <summary>Default when it is none.</summary>
    public static ActivityContext Read(string? text) => ActivityContext.TryParse(text, null, isRemote: true, out var span) ? span : default;
}
