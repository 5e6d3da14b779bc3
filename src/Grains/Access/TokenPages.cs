namespace Periods.Grains.Access;

/// <summary>Pages of the tokens, newest first. Keyset paging: a page continues after a token's moment and id, whatever was issued meanwhile.</summary>
public static class TokenPages
{
    public static readonly IComparer<TokenView> NewestFirst = Comparer<TokenView>.Create(static (a, b) => Compare(TokenCursor.Of(a), TokenCursor.Of(b)));

    public static TokenPage Page(UsersState users, ListTokens request)
    {
        TokenView[] all = [.. users.TokensByHash.Values.Where(token => request.OfUser is null || token.UserId == request.OfUser).Order(NewestFirst)];

        int? beyond = request.After is { } cursor
            ? Array.FindIndex(all, token => Compare(TokenCursor.Of(token), cursor) is var order && (request.Backwards ? order >= 0 : order > 0))
            : null;
        var page = PageWindow.Of(all.Length, beyond, request.Limit, request.Backwards)
            .Fitting(row => all[row].Name.Length + (all[row].Description?.Length ?? 0) + (all[row].RevocationReason?.Length ?? 0), request.Backwards);
        return new(all[page.First..page.End], all.Length, page.HasBefore, page.HasAfter);
    }

    private static int Compare(TokenCursor a, TokenCursor b) => a.IssuedAt != b.IssuedAt ? b.IssuedAt.CompareTo(a.IssuedAt) : b.Id.CompareTo(a.Id);
}
