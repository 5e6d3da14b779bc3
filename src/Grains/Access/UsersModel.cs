using System.Text.Json;
using System.Text.Json.Serialization;

namespace Periods.Grains.Access;

/// <summary>How users and tokens are kept: the names and the JSON of their events, and their snapshots.</summary>
public sealed class UsersModel() : EntityModel<UsersState, UserEvent>(
    "users.3",
    [
        StoredEvent.Of<UserAdded>("user-added.v1", UsersJson.Default),
        StoredEvent.Of<TokenIssued>("token-issued.v1", UsersJson.Default),
        StoredEvent.Of<TokenRevoked>("token-revoked.v1", UsersJson.Default),
        StoredEvent.Of<TokenUsed>("token-used.v1", UsersJson.Default),
    ])
{
    public override UsersState Initial(EntityKey key) => UsersState.Initial(key);

    public override UsersState Evolve(UsersState state, UserEvent happened, EventStamp stamp) => UsersFold.Evolve(state, happened, stamp);

    public override long Weight(UsersState state) => state.Weight(static _ => true);

    public override byte[] EncodeState(UsersState state) => StateJson.Of(state, UsersJson.Default.UsersState);

    public override UsersState DecodeState(ReadOnlySpan<byte> data) => JsonSerializer.Deserialize(data, UsersJson.Default.UsersState)!;
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    Converters = [typeof(EnumText<RefusalCode>), typeof(EnumText<BusinessRole>)])]
[JsonSerializable(typeof(UserAdded))]
[JsonSerializable(typeof(TokenIssued))]
[JsonSerializable(typeof(TokenRevoked))]
[JsonSerializable(typeof(TokenUsed))]
[JsonSerializable(typeof(UsersState))]
[JsonSerializable(typeof(Outcome<UserView>))]
[JsonSerializable(typeof(Outcome<TokenView>))]
[JsonSerializable(typeof(Outcome<Done>))]
internal sealed partial class UsersJson : JsonSerializerContext;
