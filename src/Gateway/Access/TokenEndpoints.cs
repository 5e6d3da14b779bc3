using Periods.Access;
using Periods.Gateway.Api;

namespace Periods.Gateway.Access;

/// <summary>Tokens of a business's users. The secret is in the answer to its issue and nowhere else.</summary>
internal static class TokenEndpoints
{
    private const int DefaultDays = 365;

    public static readonly Operation Issue = Operation.Post("/api/v1/tokens", "create_token_api_v1_tokens_post", Permission.Administer, call =>
    {
        var id = Guid.NewGuid();
        var secret = TokenSecret.New(call.BusinessId);
        return call.Handle(
            call => Read(call, id, secret),
            static (call, request) => call.AskUsers(users => users.IssueToken(request)),
            (call, token) => call.Answer(StatusCodes.Status201Created, TokenBody.Of(token, token.Id == id ? secret : null), WireJson.Default.TokenBody));
    });

    public static readonly Operation List = Operation.Get("/api/v1/tokens", "list_tokens_api_v1_tokens_get", Permission.SeeTokens, TokenListing.Run);

    /// <summary>The operator's own token is in no business, and is not taken back by way of one.</summary>
    public static readonly Operation Revoke = Operation.Post("/api/v1/tokens/{token_id}/revoke", "revoke_token_api_v1_tokens__token_id__revoke_post", Permission.SeeTokens, call => call.Handle(
        static call => new RevokeToken(call.Caller, call.Input.PathUuid("token_id"), call.Body.OptionalText("revocation_reason", Limits.NotesLengthMax)),
        static (call, request) => call.AskUsers(users => users.RevokeToken(request)),
        StatusCodes.Status200OK, ListedTokenBody.Of, WireJson.Default.ListedTokenBody)) with { BodyIsOptional = true, RevokesTokens = true };

    /// <summary>The same, without a reason.</summary>
    public static readonly Operation Delete = Operation.Delete("/api/v1/tokens/{token_id}", "revoke_token_api_v1_tokens__token_id__delete", Permission.SeeTokens, call => call.Handle(
        static call => new RevokeToken(call.Caller, call.Input.PathUuid("token_id")),
        static (call, request) => call.AskUsers(users => users.RevokeToken(request)),
        static (call, _) => call.AnswerNothing())) with { RevokesTokens = true };

    private static IssueToken Read(Call call, Guid id, string secret)
    {
        var body = call.Body;
        return new IssueToken(
            call.Caller,
            id,
            // A user's token is for that user unless another is named; the operator is no user, and names one.
            UserId: call.Identity.User is { } self ? body.OptionalUuid("user_id") ?? self.Id : body.Uuid("user_id"),
            body.Text("name", 1, Limits.NameLengthMax),
            body.OptionalText("description", Limits.NotesLengthMax),
            (int)(body.OptionalInteger("expires_in_days", 1, DefaultDays) ?? DefaultDays),
            TokenSecret.Hash(secret),
            TokenSecret.Prefix(secret));
    }
}

/// <param name="Token">The secret; null when the answer is repeated for a retry, since it was not kept.</param>
internal sealed record TokenBody(
    Guid Id, Guid BusinessId, Guid UserId, string Name, string? Description, string? Token, string TokenPrefix, string CreatedAt, string ExpiresAt)
{
    public static TokenBody Of(TokenView token, string? secret) => new(
        token.Id, token.BusinessId, token.UserId, token.Name, token.Description, secret, token.Prefix,
        WireText.Of(token.CreatedAt), WireText.Of(token.ExpiresAt));
}
