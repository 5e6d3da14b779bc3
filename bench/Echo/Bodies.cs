using System.Text.Json.Serialization;

namespace Periods.Echo;

internal sealed record SignOffRequest(string? Role, string? Notes);

internal sealed record CloseRequest(DateOnly PeriodEnd, string? LockReason);

internal sealed record ReopenRequest(string? ReopenReason);

internal sealed record EntryRequest(string? Description, string? Datetime, LineRequest[]? LineEntries);

internal sealed record LineRequest(string? LedgerId, long Amount, string? DebitCredit);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(SignOffRequest))]
[JsonSerializable(typeof(CloseRequest))]
[JsonSerializable(typeof(ReopenRequest))]
[JsonSerializable(typeof(EntryRequest))]
internal sealed partial class EchoJson : JsonSerializerContext;
