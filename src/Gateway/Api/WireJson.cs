using System.Text.Json;
using System.Text.Json.Serialization;
using Periods.Access;
using Periods.Closing;
using Periods.Gateway.Access;
using Periods.Gateway.Businesses;
using Periods.Gateway.Closing;
using Periods.Gateway.Posting;
using Periods.Gateway.Scoring;
using Periods.Posting;
using Periods.Scoring;

namespace Periods.Gateway.Api;

/// <summary>Everything that is answered as JSON, generated at compile time.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    Converters = [typeof(WireTime), typeof(WireEnum<PeriodStatus>), typeof(WireEnum<ReviewRole>), typeof(WireEnum<ScoreBand>), typeof(WireEnum<BusinessRole>), typeof(WireEnum<DebitCredit>)])]
[JsonSerializable(typeof(ErrorBody))]
[JsonSerializable(typeof(HealthBody))]
[JsonSerializable(typeof(BusinessBody))]
[JsonSerializable(typeof(UserView))]
[JsonSerializable(typeof(TokenBody))]
[JsonSerializable(typeof(PeriodBody))]
[JsonSerializable(typeof(PeriodListBody))]
[JsonSerializable(typeof(ZenskarPeriodBody))]
[JsonSerializable(typeof(SignOffView))]
[JsonSerializable(typeof(SignOffList))]
[JsonSerializable(typeof(ChecklistAckView))]
[JsonSerializable(typeof(ChecklistAckList))]
[JsonSerializable(typeof(CloseScoreBody))]
[JsonSerializable(typeof(JournalEntryBody))]
[JsonSerializable(typeof(JournalEntryListBody))]
[JsonSerializable(typeof(PostingChecksBody))]
[JsonSerializable(typeof(PostingErrorBody))]
internal sealed partial class WireJson : JsonSerializerContext;

/// <summary>Enumerations by name, as the contract spells them.</summary>
internal sealed class WireEnum<T>() : JsonStringEnumConverter<T>(JsonNamingPolicy.SnakeCaseLower)
    where T : struct, Enum;

/// <summary>The answer of the health endpoints.</summary>
internal sealed record HealthBody(string Status);
