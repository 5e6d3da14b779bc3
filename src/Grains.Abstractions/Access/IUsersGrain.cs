using Periods.Closing;

namespace Periods.Access;

/// <summary>The users of one business and their tokens. Key: <see cref="EntityKey.ForUsers"/>.</summary>
public interface IUsersGrain
{
    ValueTask<Outcome<UserView>> AddUser(AddUser request);

    ValueTask<Outcome<TokenView>> IssueToken(IssueToken request);

    ValueTask<Outcome<Done>> RevokeToken(RevokeToken request);

    ValueTask<Outcome<Done>> NoteTokenUses(NoteTokenUses request);

    ValueTask<Outcome<TokenPage>> ListTokens(ListTokens request);

    /// <summary>Who holds the token with this hash; <see cref="RefusalCode.UserNotFound"/> when nobody does, or no longer.</summary>
    ValueTask<Outcome<Principal>> Authenticate(TokenHash hash);

    ValueTask<Outcome<UserView>> GetUser(Guid userId);

    /// <summary>Those of the ids that are users of the business, in no order.</summary>
    ValueTask<Outcome<UserList>> FindUsers(IReadOnlyCollection<Guid> userIds);
}
