using System.Text.Json.Serialization;
using Periods.Gateway.Access;
using Periods.Gateway.Audit;
using Periods.Gateway.Businesses;
using Periods.Gateway.Closing;
using Periods.Gateway.Posting;
using Periods.Gateway.Scoring;

namespace Periods.Gateway.Api;

/// <summary>
/// Everything that is answered as JSON, generated at compile time, to be written only. A converter for all types here would send every answer
/// the slow way, through metadata: what needs a spelling of its own is a string in its body (<see cref="WireText"/>).
/// </summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, GenerationMode = JsonSourceGenerationMode.Serialization)]
[JsonSerializable(typeof(ErrorBody))]
[JsonSerializable(typeof(HealthBody))]
[JsonSerializable(typeof(BusinessBody))]
[JsonSerializable(typeof(ClosePolicyBody))]
[JsonSerializable(typeof(UserBody))]
[JsonSerializable(typeof(TokenBody))]
[JsonSerializable(typeof(ListedTokenBody))]
[JsonSerializable(typeof(TokenListBody))]
[JsonSerializable(typeof(PeriodBody))]
[JsonSerializable(typeof(PeriodListBody))]
[JsonSerializable(typeof(BulkLockBody))]
[JsonSerializable(typeof(ZenskarPeriodBody))]
[JsonSerializable(typeof(ZenskarPageBody))]
[JsonSerializable(typeof(ZenskarValidationBody))]
[JsonSerializable(typeof(SignOffBody))]
[JsonSerializable(typeof(SignOffListBody))]
[JsonSerializable(typeof(ChecklistAckBody))]
[JsonSerializable(typeof(ChecklistAckListBody))]
[JsonSerializable(typeof(CloseScoreBody))]
[JsonSerializable(typeof(ScoreHistoryBody))]
[JsonSerializable(typeof(CloseReadinessBody))]
[JsonSerializable(typeof(JournalEntryBody))]
[JsonSerializable(typeof(JournalEntryListBody))]
[JsonSerializable(typeof(PostingChecksBody))]
[JsonSerializable(typeof(PostingErrorBody))]
[JsonSerializable(typeof(AuditListBody))]
[JsonSerializable(typeof(ChainReportBody))]
internal sealed partial class WireJson : JsonSerializerContext;

/// <summary>The answer of the health endpoints.</summary>
internal sealed record HealthBody(string Status);
