using System.Text.Json.Serialization;

namespace Periods.Grains.Audit;

/// <summary>Nothing is decided on refusals: they are only kept.</summary>
public sealed record AuditState
{
    public static readonly AuditState Instance = new();
}

/// <summary>How refusals are kept.</summary>
public sealed class AuditModel() : EntityModel<AuditState, AuditEvent>(
    "audit.1",
    [
        StoredEvent.Of<CommandRefused>("command-refused.v1", AuditJson.Default),
        StoredEvent.Of<RefusalsLeftOut>("refusals-left-out.v1", AuditJson.Default),
    ])
{
    public override AuditState Initial(EntityKey key) => AuditState.Instance;

    public override AuditState Evolve(AuditState state, AuditEvent happened, EventStamp stamp) => state;

    public override byte[] EncodeState(AuditState state) => [.. "{}"u8];

    public override AuditState DecodeState(ReadOnlySpan<byte> data) => AuditState.Instance;
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    Converters = [typeof(EnumText<RefusalCode>)])]
[JsonSerializable(typeof(CommandRefused))]
[JsonSerializable(typeof(RefusalsLeftOut))]
[JsonSerializable(typeof(Outcome<Done>))]
internal sealed partial class AuditJson : JsonSerializerContext;
