namespace Periods.Grains.Access;

/// <inheritdoc cref="IUsersGrain"/>
public sealed class UsersGrain(EntityCore core, UsersModel model, EntityKey key) : IUsersGrain
{
    public ValueTask<Outcome<UserView>> AddUser(AddUser request) => core.Execute(
        key, model, request.Caller, request, UserRules.AddUser,
        static (users, request) => users.Users[request.UserId], UsersJson.Default.OutcomeUserView);

    public ValueTask<Outcome<UserView>> AddFirstUser(AddFirstUser request) => core.Execute(
        key, model, request.Caller, request, UserRules.AddFirstUser,
        static (users, request) => users.Users[request.User.UserId], UsersJson.Default.OutcomeUserView);

    public ValueTask<Outcome<TokenView>> IssueToken(IssueToken request) => core.Execute(
        key, model, request.Caller, request, UserRules.IssueToken,
        static (users, request) => users.TokensByHash[request.Hash.ToString()], UsersJson.Default.OutcomeTokenView);

    public ValueTask<Outcome<TokenView>> RevokeToken(RevokeToken request) => core.Execute(
        key, model, request.Caller, request, UserRules.RevokeToken,
        static (users, request) => users.Token(request.TokenId)!, UsersJson.Default.OutcomeTokenView);

    public ValueTask<Outcome<Done>> NoteTokenUses(NoteTokenUses request) => core.Execute(
        key, model, request.Caller, request, UserRules.NoteTokenUses, static (_, _) => Done.Instance, UsersJson.Default.OutcomeDone);

    public ValueTask<Outcome<TokenPage>> ListTokens(ListTokens request) => core.Query(key, model, users => (Outcome<TokenPage>)TokenPages.Page(users, request));

    public ValueTask<Outcome<UserView>> GetUser(Guid userId) =>
        core.Query(key, model, users => users.Users.GetValueOrDefault(userId) ?? (Outcome<UserView>)RefusalCode.UserNotFound);

    public ValueTask<Outcome<UserList>> FindUsers(FindUsers request) => core.Query(key, model, users =>
        (Outcome<UserList>)new UserList([.. request.UserIds.Select(id => users.Users.GetValueOrDefault(id)).OfType<UserView>()]));

    /// <remarks>In a journal from before 2026-11-22 there may be users who have the nil id, the operator's: nobody speaks for them.</remarks>
    public ValueTask<Outcome<Principal>> Authenticate(TokenHash hash) => core.Query(key, model, users =>
        users.TokensByHash.GetValueOrDefault(hash.ToString()) is { } token && token.IsActiveAt(core.Now) && token.UserId != Guid.Empty
            ? new Principal(users.BusinessId, token.Id, users.Users[token.UserId], token.ExpiresAt)
            : (Outcome<Principal>)RefusalCode.UserNotFound);
}
