using System.Text.Json.Serialization;

namespace Periods.Plain;

internal sealed record BusinessRequest(string? Name);

internal sealed record BusinessBody(Guid Id, string Name, string TimeZone, DateTime CreatedAt);

internal sealed record UserRequest(string? Email, string? FirstName, string? LastName, string? Role);

internal sealed record UserBody(Guid Id, Guid BusinessId, string Email, string FirstName, string LastName, string Role, DateTime CreatedAt);

internal sealed record TokenRequest(string? Name, Guid? UserId);

internal sealed record TokenBody(
    Guid Id, Guid BusinessId, Guid UserId, string Name, string? Description, string Token, string TokenPrefix, DateTime CreatedAt, DateTime ExpiresAt);

internal sealed record PeriodRequest(DateOnly? PeriodStart, DateOnly? PeriodEnd);

internal sealed record CloseRequest(DateOnly? PeriodEnd, string? LockReason);

internal sealed record ReopenRequest(string? ReopenReason);

internal sealed record PeriodBody(
    Guid Id, Guid BusinessId, DateOnly PeriodStart, DateOnly PeriodEnd, string Status, DateTime? ClosedAt, Guid? ClosedByUserId, string? LockReason,
    string? ReopenReason, DateTime? ReopenedAt, Guid? ReopenedByUserId, DateTime CreatedAt, DateTime UpdatedAt, bool Forced);

internal sealed record PeriodListBody(List<PeriodBody> Items, int? Total, int Limit, string? NextCursor, string? PrevCursor, bool HasNext, bool HasPrev);

internal sealed record SignOffRequest(string? Role, string? Notes);

internal sealed record SignOffBody(
    Guid Id, Guid PeriodId, Guid BusinessId, Guid UserId, string Role, string? Notes, decimal SnapshotScore, string StateHash, bool Stale,
    DateTime SignedAt, DateTime CreatedAt, DateTime UpdatedAt, decimal CloseScore);

internal sealed record ScoreBody(
    Guid PeriodId, Guid BusinessId, decimal Score, int Coverage, string Band, bool Ready, ComponentBody[] Components, long Version, long InputsVersion,
    DateTime ComputedAt, string Trigger);

internal sealed record ComponentBody(string Key, int Weight, decimal? Value, decimal PointsLost, Dictionary<string, long> Inputs);

internal sealed record EntryRequest(string? Description, string? Datetime, LineBody[]? LineEntries);

internal sealed record LineBody(string LedgerId, long Amount, string DebitCredit, string? Description);

internal sealed record EntryBody(
    Guid Id, Guid BusinessId, string Description, string Datetime, DateOnly PostingDate, Guid? PeriodId, LineBody[] LineEntries, Guid PostedByUserId, DateTime CreatedAt);

internal sealed record Problem(string Detail, string Code);

internal sealed record Health(string Status);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(BusinessRequest))]
[JsonSerializable(typeof(BusinessBody))]
[JsonSerializable(typeof(UserRequest))]
[JsonSerializable(typeof(UserBody))]
[JsonSerializable(typeof(TokenRequest))]
[JsonSerializable(typeof(TokenBody))]
[JsonSerializable(typeof(PeriodRequest))]
[JsonSerializable(typeof(CloseRequest))]
[JsonSerializable(typeof(ReopenRequest))]
[JsonSerializable(typeof(PeriodBody))]
[JsonSerializable(typeof(PeriodListBody))]
[JsonSerializable(typeof(SignOffRequest))]
[JsonSerializable(typeof(SignOffBody))]
[JsonSerializable(typeof(ScoreBody))]
[JsonSerializable(typeof(EntryRequest))]
[JsonSerializable(typeof(EntryBody))]
[JsonSerializable(typeof(Problem))]
[JsonSerializable(typeof(Health))]
internal sealed partial class PlainJson : JsonSerializerContext;
