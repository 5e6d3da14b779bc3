namespace Periods.Grains.Access;

/// <summary>The users and tokens of a business, folded from their events.</summary>
/// <param name="HashesByToken">Where a token named by its id is found.</param>
public sealed record UsersState(
    Guid BusinessId, ImmutableDictionary<Guid, UserView> Users, ImmutableDictionary<string, TokenView> TokensByHash, ImmutableDictionary<Guid, string> HashesByToken)
{
    public static UsersState Initial(EntityKey key) => new(
        key.Business, ImmutableDictionary<Guid, UserView>.Empty, ImmutableDictionary.Create<string, TokenView>(StringComparer.Ordinal), ImmutableDictionary<Guid, string>.Empty);

    public TokenView? Token(Guid id) => HashesByToken.TryGetValue(id, out var hash) ? TokensByHash[hash] : null;

    public int ActiveTokens(Guid userId, DateTimeOffset at) => TokensByHash.Values.Count(t => t.UserId == userId && t.IsActiveAt(at));

    /// <summary>About how many bytes users and active tokens take, of which only the texts vary.</summary>
    public long Weight(DateTimeOffset at) => Weight(token => token.IsActiveAt(at));

    /// <param name="isCounted">Of a token.</param>
    public long Weight(Func<TokenView, bool> isCounted) =>
        Users.Values.Sum(static user => 300L + user.Email.Length + user.FirstName.Length + user.LastName.Length)
        + TokensByHash.Values.Where(isCounted).Sum(static token => 400L + token.Name.Length + (token.Description?.Length ?? 0) + (token.RevocationReason?.Length ?? 0));

    /// <summary>The state with a token, in place of what it was.</summary>
    public UsersState With(string hash, TokenView token) => this with
    {
        TokensByHash = TokensByHash.SetItem(hash, token),
        HashesByToken = HashesByToken.SetItem(token.Id, hash),
    };

    public UsersState Without(IReadOnlyCollection<TokenView> tokens) => this with
    {
        TokensByHash = TokensByHash.RemoveRange(tokens.Select(token => HashesByToken[token.Id])),
        HashesByToken = HashesByToken.RemoveRange(tokens.Select(token => token.Id)),
    };
}
