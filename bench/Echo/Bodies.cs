using System.Text.Json.Serialization;

namespace Periods.Echo;

internal sealed record SignOffRequest(string? Role, string? Notes);

internal sealed record CloseRequest(DateOnly PeriodEnd, string? LockReason);

internal sealed record ReopenRequest(string? ReopenReason);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(SignOffRequest))]
[JsonSerializable(typeof(CloseRequest))]
[JsonSerializable(typeof(ReopenRequest))]
internal sealed partial class EchoJson : JsonSerializerContext;
