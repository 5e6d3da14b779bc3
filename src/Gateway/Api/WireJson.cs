using System.Text.Json;
using System.Text.Json.Serialization;
using Periods.Access;
using Periods.Businesses;
using Periods.Closing;
using Periods.Gateway.Access;
using Periods.Gateway.Businesses;
using Periods.Gateway.Closing;
using Periods.Gateway.Scoring;
using Periods.Scoring;

namespace Periods.Gateway.Api;

/// <summary>Everything that is answered as JSON, generated at compile time.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    Converters = [typeof(WireTime), typeof(WireEnum<PeriodStatus>), typeof(WireEnum<ReviewRole>), typeof(WireEnum<ScoreBand>), typeof(WireEnum<BusinessRole>), typeof(WireEnum<ReadinessStatus>)])]
[JsonSerializable(typeof(ErrorBody))]
[JsonSerializable(typeof(HealthBody))]
[JsonSerializable(typeof(BusinessBody))]
[JsonSerializable(typeof(ClosePolicy))]
[JsonSerializable(typeof(UserView))]
[JsonSerializable(typeof(TokenBody))]
[JsonSerializable(typeof(PeriodBody))]
[JsonSerializable(typeof(PeriodListBody))]
[JsonSerializable(typeof(BulkLockBody))]
[JsonSerializable(typeof(ZenskarPeriodBody))]
[JsonSerializable(typeof(ZenskarPageBody))]
[JsonSerializable(typeof(ZenskarValidationBody))]
[JsonSerializable(typeof(SignOffView))]
[JsonSerializable(typeof(SignOffList))]
[JsonSerializable(typeof(ChecklistAckView))]
[JsonSerializable(typeof(ChecklistAckList))]
[JsonSerializable(typeof(CloseScoreBody))]
[JsonSerializable(typeof(ScoreHistory))]
[JsonSerializable(typeof(CloseReadinessBody))]
internal sealed partial class WireJson : JsonSerializerContext;

/// <summary>Enumerations by name, as the contract spells them.</summary>
internal sealed class WireEnum<T>() : JsonStringEnumConverter<T>(JsonNamingPolicy.SnakeCaseLower)
    where T : struct, Enum;

/// <summary>The answer of the health endpoints.</summary>
internal sealed record HealthBody(string Status);
