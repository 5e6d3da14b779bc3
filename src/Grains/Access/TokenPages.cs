namespace Periods.Grains.Access;

/// <summary>Pages of the tokens, newest first. Keyset paging: a page continues after a token's moment and id, whatever was issued meanwhile.</summary>
public static class TokenPages
{
    public static readonly IComparer<TokenView> NewestFirst = Comparer<TokenView>.Create(static (a, b) => Compare(TokenCursor.Of(a), TokenCursor.Of(b)));

    public static TokenPage Page(UsersState users, ListTokens request)
    {
        TokenView[] all = [.. users.TokensByHash.Values.Where(token => request.OfUser is null || token.UserId == request.OfUser).Order(NewestFirst)];

        // Going back, the page ends just before the cursor; forward, it begins just after it.
        var from = request.After is { } cursor
            ? Array.FindIndex(all, token => Compare(TokenCursor.Of(token), cursor) is var order && (request.Backwards ? order >= 0 : order > 0))
            : request.Backwards ? all.Length : 0;
        if (from < 0) from = all.Length;
        var (first, end) = request.Backwards ? (Math.Max(0, from - request.Limit), from) : (from, Math.Min(all.Length, from + request.Limit));
        return new(all[first..end], all.Length, first > 0, end < all.Length);
    }

    private static int Compare(TokenCursor a, TokenCursor b) => a.IssuedAt != b.IssuedAt ? b.IssuedAt.CompareTo(a.IssuedAt) : b.Id.CompareTo(a.Id);
}
