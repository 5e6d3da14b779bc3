using System.Text.Json;
using System.Text.Json.Serialization;
using Periods.Grains.Audit;
using Periods.Grains.Posting;
using Periods.Grains.Scoring;

namespace Periods.Grains.Closing;

/// <summary>How periods are kept: the names and the JSON of their events, and their snapshots.</summary>
/// <param name="notices">Told of each new version of the score.</param>
public sealed class PeriodModel(INotices notices) : EntityModel<PeriodState, PeriodEvent>(
    "period.6",
    [
        StoredEvent.Of<Opened>("opened.v1", PeriodJson.Default),
        StoredEvent.Of<Closed>("closed.v1", PeriodJson.Default),
        StoredEvent.Of<Locked>("locked.v1", PeriodJson.Default),
        StoredEvent.Of<Reopened>("reopened.v1", PeriodJson.Default),
        StoredEvent.Of<PolicyTaken>("policy-taken.v1", PeriodJson.Default),
        StoredEvent.Of<SignedOff>("signed-off.v1", PeriodJson.Default),
        StoredEvent.Of<SignOffRevoked>("sign-off-revoked.v1", PeriodJson.Default),
        StoredEvent.Of<StepAcknowledged>("step-acknowledged.v1", PeriodJson.Default),
        StoredEvent.Of<AcknowledgementWithdrawn>("acknowledgement-withdrawn.v1", PeriodJson.Default),
        StoredEvent.Of<InputsReported>("inputs-reported.v1", PeriodJson.Default),
        StoredEvent.Of<EntryPosted>("entry-posted.v1", PostingJson.Default),
    ])
{
    public override PeriodState Initial(EntityKey key) => PeriodState.Initial(key);

    public override PeriodState Evolve(PeriodState state, PeriodEvent happened, EventStamp stamp) => PeriodFold.Evolve(state, happened, stamp);

    public override byte[]? Replaced(PeriodState before, PeriodEvent happened, Stamp stamp) =>
        PeriodFacts.Replaced(before, happened, stamp.Actor) is { } facts ? Facts.Bytes(facts) : null;

    /// <summary>Of a sign-off and of a step only the texts vary.</summary>
    public override long Weight(PeriodState state) => 300L * state.SignOffs.Count + 100L * (state.Acks.Count + (state.Policy.RequiredSteps?.Count ?? 0))
        + 2L * (state.NotesLength + state.Acks.TextLength + (state.Terms?.TextLength ?? 0));

    public override byte[] EncodeState(PeriodState state) => StateJson.Of(PeriodSnapshot.Of(state), PeriodJson.Default.PeriodSnapshot);

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
    PeriodSnapshot.GaugeRow Gauge,
    ClosePolicy? Policy,
    string? TimeZone,
    ScoreDay[]? Days,
    EntryTally? Entries)
{
    public sealed record GaugeRow(long Version, long InputsVersion, ScoreResult Result, DateTimeOffset ComputedAt, string Trigger);

    public sealed record SignOffRow(Guid UserId, ReviewRole Role, SignOffEntry Entry);

    public sealed record AckRow(string StepId, AckEntry Entry);

    public static PeriodSnapshot Of(PeriodState state) => new(
        state.BusinessId, state.PeriodId, state.Start, state.End, state.Status, state.Reopens, state.Inputs,
        [.. state.SignOffs.Select(s => new SignOffRow(s.Key.UserId, s.Key.Role, s.Value))],
        [.. state.Acks.Steps.Select(step => new AckRow(step, state.Acks.Find(step)!.Value))],
        state.ContentHash,
        new GaugeRow(state.Gauge.Version, state.Gauge.InputsVersion, ScoreRules.Compute(state.Facts), state.Gauge.ComputedAt, state.Gauge.Trigger),
        state.Terms?.Policy, state.Zone?.Id,
        state.Days.All.ToArray() is { Length: > 0 } days ? days : null,
        state.Entries == EntryTally.None ? null : state.Entries);

    public PeriodState ToState()
    {
        var state = Untermed();
        return Policy is null ? state : state with { Terms = new(Policy, Policy.DropStale ? state.CountFresh() : default) };
    }

    private PeriodState Untermed() => new(
        BusinessId, PeriodId, Start, End, Status, Reopens, Inputs,
        SignOffs.ToImmutableDictionary(s => new Signer(s.UserId, s.Role), s => s.Entry),
        Acks.Aggregate(Acknowledgements.None, (acks, a) => acks.With(a.StepId, a.Entry)),
        SignOffs.Aggregate(default(RoleCounts), (counts, s) => counts.Add(s.Role, 1)),
        ContentHash,
        new Gauge(Gauge.Version, Gauge.InputsVersion, Gauge.Result.Score, Gauge.Result.Coverage, Gauge.ComputedAt, Gauge.Trigger),
        Terms: null, PeriodFold.Zone(TimeZone), ScoreDays.Of(Days ?? [])) { Entries = Entries ?? EntryTally.None, NotesLength = SignOffs.Sum(s => PeriodFold.LengthOf(s.Entry.Notes)) };
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    Converters = [typeof(EnumText<RefusalCode>), typeof(EnumText<PeriodStatus>), typeof(EnumText<ReviewRole>), typeof(EnumText<ScoreBand>), typeof(EnumText<Demands>)])]
[JsonSerializable(typeof(Opened))]
[JsonSerializable(typeof(Closed))]
[JsonSerializable(typeof(Locked))]
[JsonSerializable(typeof(Reopened))]
[JsonSerializable(typeof(PolicyTaken))]
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
