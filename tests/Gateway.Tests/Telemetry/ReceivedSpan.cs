namespace Periods.Gateway.Tests.Telemetry;

/// <summary>A span as a collector gets it.</summary>
/// <param name="Parent">Empty of one that begins a trace.</param>
/// <param name="Links">Ids of the spans it is linked to.</param>
/// <param name="Kind">1 internal, 2 server, 3 client, 4 producer, 5 consumer.</param>
internal sealed record ReceivedSpan(
    string Service, string Source, string Name, int Kind, string TraceId, string Id, string Parent, IReadOnlyDictionary<string, string> Attributes, IReadOnlyList<string> Links)
{
    /// <summary>Out of an ExportTraceServiceRequest (opentelemetry-proto, trace/v1).</summary>
    public static IEnumerable<ReceivedSpan> All(ProtobufMessage request) =>
        from resource in request.Messages(1)
        let service = AttributesOf(resource.Messages(1).Single(), 1)["service.name"]
        from scope in resource.Messages(2)
        from span in scope.Messages(2)
        select new ReceivedSpan(
            service, scope.Messages(1).Single().Text(1), span.Text(5), (int)span.Number(6), span.Hex(1), span.Hex(2), span.Hex(4),
            AttributesOf(span, 9), [.. span.Messages(13).Select(link => link.Hex(2))]);

    private static Dictionary<string, string> AttributesOf(ProtobufMessage of, int number) =>
        of.Messages(number).ToDictionary(pair => pair.Text(1), pair => ValueOf(pair.Messages(2).Single()));

    private static string ValueOf(ProtobufMessage value) => value.Has(1) ? value.Text(1) : value.Has(2) ? $"{value.Number(2) == 1}" : $"{value.Number(3)}";
}
