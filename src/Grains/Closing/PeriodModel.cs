using System.Text.Json;
using System.Text.Json.Serialization;
using Periods.Grains.Posting;
using Periods.Grains.Scoring;

namespace Periods.Grains.Closing;

/// <summary>How periods are kept: the names and the JSON of their events, and their snapshots.</summary>
/// <param name="notices">Told of each new version of the score.</param>
public sealed class PeriodModel(INotices notices) : EntityModel<PeriodState, PeriodEvent>(
    "period.2",
    [
        new("opened.v1", PeriodJson.Default.Opened),
        new("closed.v1", PeriodJson.Default.Closed),
        new("locked.v1", PeriodJson.Default.Locked),
        new("reopened.v1", PeriodJson.Default.Reopened),
        new("signed-off.v1", PeriodJson.Default.SignedOff),
        new("sign-off-revoked.v1", PeriodJson.Default.SignOffRevoked),
        new("step-acknowledged.v1", PeriodJson.Default.StepAcknowledged),
        new("acknowledgement-withdrawn.v1", PeriodJson.Default.AcknowledgementWithdrawn),
        new("inputs-reported.v1", PeriodJson.Default.InputsReported),
        new("entry-posted.v1", PostingJson.Default.EntryPosted),
    ])
{
    public override PeriodState Initial(EntityKey key) => PeriodState.Initial(key);

    public override PeriodState Evolve(PeriodState state, PeriodEvent happened, EventStamp stamp) => PeriodFold.Evolve(state, happened, stamp);

    public override byte[] EncodeState(PeriodState state) => JsonSerializer.SerializeToUtf8Bytes(PeriodSnapshot.Of(state), PeriodJson.Default.PeriodSnapshot);

    public override PeriodState DecodeState(ReadOnlySpan<byte> data) => (JsonSerializer.Deserialize(data, PeriodJson.Default.PeriodSnapshot) ?? throw new JsonException("No snapshot")).ToState();

    public override void Announce(PeriodState before, PeriodState after)
    {
        if (after.Gauge.Version != before.Gauge.Version) notices.Publish(new ScoreNotice(PeriodReplies.Score(after)));
    }
}

/// <summary>The state in a form that JSON can hold.</summary>
internal sealed record PeriodSnapshot(
    Guid BusinessId,
    Guid PeriodId,
    DateOnly Start,
    DateOnly End,
    PeriodStatus? Status,
    int Reopens,
    CloseInputs Inputs,
    PeriodSnapshot.SignOffRow[] SignOffs,
    PeriodSnapshot.AckRow[] Acks,
    string ContentHash,
    Gauge Gauge,
    EntryTally? Entries)
{
    public sealed record SignOffRow(Guid UserId, ReviewRole Role, SignOffEntry Entry);

    public sealed record AckRow(string StepId, AckEntry Entry);

    public static PeriodSnapshot Of(PeriodState state) => new(
        state.BusinessId, state.PeriodId, state.Start, state.End, state.Status, state.Reopens, state.Inputs,
        [.. state.SignOffs.Select(s => new SignOffRow(s.Key.UserId, s.Key.Role, s.Value))],
        [.. state.Acks.Select(a => new AckRow(a.Key, a.Value))],
        state.ContentHash, state.Gauge, state.Entries == EntryTally.None ? null : state.Entries);

    public PeriodState ToState() => new(
        BusinessId, PeriodId, Start, End, Status, Reopens, Inputs,
        SignOffs.ToImmutableDictionary(s => new Signer(s.UserId, s.Role), s => s.Entry),
        PeriodState.NoAcks.AddRange(Acks.Select(a => KeyValuePair.Create(a.StepId, a.Entry))),
        SignOffs.Aggregate(default(RoleCounts), (counts, s) => counts.Add(s.Role, 1)),
        ContentHash, Gauge) { Entries = Entries ?? EntryTally.None };
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    Converters = [typeof(EnumText<RefusalCode>), typeof(EnumText<PeriodStatus>), typeof(EnumText<ReviewRole>), typeof(EnumText<ScoreBand>)])]
[JsonSerializable(typeof(Opened))]
[JsonSerializable(typeof(Closed))]
[JsonSerializable(typeof(Locked))]
[JsonSerializable(typeof(Reopened))]
[JsonSerializable(typeof(SignedOff))]
[JsonSerializable(typeof(SignOffRevoked))]
[JsonSerializable(typeof(StepAcknowledged))]
[JsonSerializable(typeof(AcknowledgementWithdrawn))]
[JsonSerializable(typeof(InputsReported))]
[JsonSerializable(typeof(PeriodSnapshot))]
[JsonSerializable(typeof(Outcome<SignOffView>))]
[JsonSerializable(typeof(Outcome<ChecklistAckView>))]
[JsonSerializable(typeof(Outcome<ScoreView>))]
[JsonSerializable(typeof(Outcome<Done>))]
internal sealed partial class PeriodJson : JsonSerializerContext;
