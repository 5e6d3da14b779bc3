using System.Text.Json;
using System.Text.Json.Serialization;

namespace Periods.Grains.Access;

/// <summary>How users and tokens are kept: the names and the JSON of their events, and their snapshots.</summary>
public sealed class UsersModel() : EntityModel<UsersState, UserEvent>(
    "users.2",
    [
        new("user-added.v1", UsersJson.Default.UserAdded),
        new("token-issued.v1", UsersJson.Default.TokenIssued),
        new("token-revoked.v1", UsersJson.Default.TokenRevoked),
        new("token-used.v1", UsersJson.Default.TokenUsed),
    ])
{
    public override UsersState Initial(EntityKey key) => UsersState.Initial(key);

    public override UsersState Evolve(UsersState state, UserEvent happened, EventStamp stamp) => UsersFold.Evolve(state, happened, stamp);

    public override byte[] EncodeState(UsersState state) => JsonSerializer.SerializeToUtf8Bytes(state, UsersJson.Default.UsersState);

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
