using System.Buffers.Binary;
using System.Buffers.Text;
using Periods.Access;
using Periods.Gateway.Api;

namespace Periods.Gateway.Access;

/// <summary>Pages of the tokens, in the form of the period list: newest first. Owners, admins and the operator see those of the business, others their own.</summary>
internal static class TokenListing
{
    private const int CursorBytes = 8 + 16;

    public static Task Run(Call call)
    {
        var input = call.Input;
        var (cursor, limit, backwards) = PageQuery.Read(input);
        var counted = input.QueryBool("include_total_count", false);
        Guid? ofUser = call.Identity.User is { Role: < BusinessRole.Admin } self ? self.Id : null;

        TokenCursor? after = null;
        if (input.IsValid && !string.IsNullOrEmpty(cursor) && !TryRead(cursor, out after)) return Answers.Write(call.Http, Error.InvalidCursor);
        return call.Handle(
            _ => new ListTokens(ofUser, limit, after, backwards),
            static (call, request) => call.AskUsers(users => users.ListTokens(request)),
            StatusCodes.Status200OK,
            page => new TokenListBody(
                [.. page.Items.Select(ListedTokenBody.Of)],
                counted ? page.Total : null,
                limit,
                page.HasAfter && page.Items is [.., var last] ? Write(TokenCursor.Of(last)) : null,
                page.HasBefore && page.Items is [var first, ..] ? Write(TokenCursor.Of(first)) : null,
                page.HasAfter,
                page.HasBefore),
            WireJson.Default.TokenListBody);
    }

    /// <summary>Ticks and id, 24 bytes, in base64url.</summary>
    private static string Write(TokenCursor place)
    {
        Span<byte> bytes = stackalloc byte[CursorBytes];
        BinaryPrimitives.WriteInt64BigEndian(bytes, place.IssuedAt);
        place.Id.TryWriteBytes(bytes[8..], bigEndian: true, out _);
        return Base64Url.EncodeToString(bytes);
    }

    private static bool TryRead(string cursor, out TokenCursor? place)
    {
        Span<byte> bytes = stackalloc byte[CursorBytes];
        place = null;
        if (!PageQuery.TryDecode(cursor, bytes)) return false;
        place = new TokenCursor(BinaryPrimitives.ReadInt64BigEndian(bytes), new Guid(bytes[8..], bigEndian: true));
        return true;
    }
}

/// <inheritdoc cref="TokenView"/>
internal sealed record ListedTokenBody(
    Guid Id, Guid BusinessId, Guid UserId, string Name, string? Description, string TokenPrefix, string CreatedAt, string ExpiresAt, string? LastUsedAt, string? RevokedAt,
    string? RevocationReason)
{
    public static ListedTokenBody Of(TokenView token) => new(
        token.Id, token.BusinessId, token.UserId, token.Name, token.Description, token.Prefix,
        WireText.Of(token.CreatedAt), WireText.Of(token.ExpiresAt), WireText.Of(token.LastUsedAt), WireText.Of(token.RevokedAt), token.RevocationReason);
}

/// <summary>The page form of the period list. Total is null unless asked for.</summary>
internal sealed record TokenListBody(IReadOnlyList<ListedTokenBody> Items, int? Total, int Limit, string? NextCursor, string? PrevCursor, bool HasNext, bool HasPrev);
