using System.Text.Json;

namespace Periods.Grains.Posting;

/// <summary>What is known of an entry's id: whether, and for what, it was used.</summary>
/// <param name="ContentHash">Null before it is posted.</param>
public sealed record EntryState(Guid Id, string? ContentHash, Guid? PeriodId, Guid PostedBy, DateTimeOffset PostedAt)
{
    public static EntryState Initial(EntityKey key) => new(key.Period, null, null, default, default);

    public EntryReceipt Receipt => new(Id, PeriodId, PostedBy, PostedAt);
}

/// <summary>How the ids of entries are kept.</summary>
public sealed class EntryModel() : EntityModel<EntryState, EntryEvent>("entry.1", StoredEvent.Of<Posted>("posted.v1", PostingJson.Default))
{
    public override bool StaysResident => false;

    public override EntryState Initial(EntityKey key) => EntryState.Initial(key);

    public override EntryState Evolve(EntryState state, EntryEvent happened, EventStamp stamp) => happened switch
    {
        Posted e => state with { ContentHash = e.ContentHash, PeriodId = e.PeriodId, PostedBy = stamp.Actor, PostedAt = stamp.At },
        _ => throw new ArgumentOutOfRangeException(nameof(happened), happened.GetType().Name, "An entry event that does not fold"),
    };

    public override byte[] EncodeState(EntryState state) => StateJson.Of(state, PostingJson.Default.EntryState);

    public override EntryState DecodeState(ReadOnlySpan<byte> data) => JsonSerializer.Deserialize(data, PostingJson.Default.EntryState) ?? throw new JsonException("No snapshot");
}
