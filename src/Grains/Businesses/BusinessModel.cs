using System.Text.Json;
using System.Text.Json.Serialization;
using Periods.Grains.Audit;
using Periods.Grains.Closing;
using Periods.Grains.Journal;
using Periods.Grains.Posting;

namespace Periods.Grains.Businesses;

/// <summary>How businesses are kept: the names and the JSON of their events, and their snapshots.</summary>
public sealed class BusinessModel() : EntityModel<BusinessState, BusinessEvent>(
    "business.3",
    [
        StoredEvent.Of<BusinessCreated>("business-created.v1", BusinessJson.Default),
        StoredEvent.Of<PolicyChanged>("policy-changed.v1", BusinessJson.Default),
        StoredEvent.Of<PeriodCreated>("period-created.v1", BusinessJson.Default),
        StoredEvent.Of<PeriodClosed>("period-closed.v1", BusinessJson.Default),
        StoredEvent.Of<PeriodLocked>("period-locked.v1", BusinessJson.Default),
        StoredEvent.Of<PeriodReopened>("period-reopened.v1", BusinessJson.Default),
        StoredEvent.Of<JournalEntryPosted>(DatedEvents.Type, PostingJson.Default),
    ])
{
    public override BusinessState Initial(EntityKey key) => BusinessState.Initial(key);

    public override BusinessState Evolve(BusinessState state, BusinessEvent happened, EventStamp stamp) => BusinessFold.Evolve(state, happened, stamp);

    public override byte[]? Replaced(BusinessState before, BusinessEvent happened, Stamp stamp) =>
        BusinessFacts.Replaced(before, happened) is { } facts ? Facts.Bytes(facts) : null;

    /// <summary>Of a month only the name and the reasons vary.</summary>
    public override long Weight(BusinessState state) => 250L * state.Calendar.Length + 2L * state.TextLength;

    public override byte[] EncodeState(BusinessState state) => StateJson.Of(state, BusinessJson.Default.BusinessState);

    public override BusinessState DecodeState(ReadOnlySpan<byte> data)
    {
        var state = JsonSerializer.Deserialize(data, BusinessJson.Default.BusinessState)!;
        return state with { TextLength = state.Calendar.Sum(BusinessFold.LengthOf) };
    }
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    Converters = [typeof(EnumText<RefusalCode>), typeof(EnumText<PeriodStatus>), typeof(EnumText<ReviewRole>), typeof(EnumText<Demands>)])]
[JsonSerializable(typeof(BusinessCreated))]
[JsonSerializable(typeof(PolicyChanged))]
[JsonSerializable(typeof(PeriodCreated))]
[JsonSerializable(typeof(PeriodClosed))]
[JsonSerializable(typeof(PeriodLocked))]
[JsonSerializable(typeof(PeriodReopened))]
[JsonSerializable(typeof(BusinessState))]
[JsonSerializable(typeof(Outcome<BusinessView>))]
[JsonSerializable(typeof(Outcome<PeriodView>))]
[JsonSerializable(typeof(Outcome<BulkLockResult>))]
[JsonSerializable(typeof(Outcome<ClosePolicy>))]
[JsonSerializable(typeof(Outcome<CloseValidation>))]
internal sealed partial class BusinessJson : JsonSerializerContext;
