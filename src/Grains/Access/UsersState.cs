namespace Periods.Grains.Access;

/// <summary>The users and tokens of a business, folded from their events.</summary>
public sealed record UsersState(Guid BusinessId, ImmutableDictionary<Guid, UserView> Users, ImmutableDictionary<string, TokenView> TokensByHash)
{
    public static UsersState Initial(EntityKey key) =>
        new(key.Business, ImmutableDictionary<Guid, UserView>.Empty, ImmutableDictionary.Create<string, TokenView>(StringComparer.Ordinal));

    public int ActiveTokens(Guid userId, DateTimeOffset at) => TokensByHash.Values.Count(t => t.UserId == userId && t.ExpiresAt > at);
}
