using Periods.Closing;

namespace Periods.Access;

/// <summary>The users of one business and their tokens. Key: <see cref="EntityKey.ForUsers"/>.</summary>
[Alias("users")]
[Version(1)]
public interface IUsersGrain : IGrainContract
{
    [Alias("add")]
    ValueTask<Outcome<UserView>> AddUser(AddUser request);

    [Alias("add-first")]
    ValueTask<Outcome<UserView>> AddFirstUser(AddFirstUser request);

    [Alias("issue-token")]
    ValueTask<Outcome<TokenView>> IssueToken(IssueToken request);

    [Alias("revoke-token")]
    ValueTask<Outcome<TokenView>> RevokeToken(RevokeToken request);

    [Alias("note-token-uses")]
    ValueTask<Outcome<Done>> NoteTokenUses(NoteTokenUses request);

    [Alias("list-tokens")]
    ValueTask<Outcome<TokenPage>> ListTokens(ListTokens request);

    /// <summary>Who holds the token with this hash; <see cref="RefusalCode.UserNotFound"/> when nobody does, or no longer.</summary>
    [Alias("authenticate")]
    ValueTask<Outcome<Principal>> Authenticate(TokenHash hash);

    [Alias("get")]
    ValueTask<Outcome<UserView>> GetUser(Guid userId);

    /// <summary>Those of the ids that are users of the business, in no order.</summary>
    [Alias("find")]
    ValueTask<Outcome<UserList>> FindUsers(FindUsers request);
}
