using System.Buffers.Binary;
using System.Buffers.Text;
using System.Diagnostics.CodeAnalysis;
using Periods.Gateway.Api;
using Periods.Posting;

namespace Periods.Gateway.Posting;

/// <summary>Pages of the entries, in the form of the period list: by posting date, then in the order of posting.</summary>
internal static class JournalEntryListing
{
    private const int CursorBytes = 4 + 8;

    public static Task Run(Call call)
    {
        var input = call.Input;
        var from = input.QueryDate("start_date");
        var to = input.QueryDate("end_date");
        var (cursor, limit, backwards) = PageQuery.Read(input);
        var counted = input.QueryBool("include_total_count", false);

        EntryCursor? after = null;
        if (input.IsValid && !string.IsNullOrEmpty(cursor) && !TryRead(cursor, out after)) return Answers.Write(call.Http, Error.InvalidCursor);
        return call.Handle(
            _ => new ListEntries(from, to, limit, after, backwards, counted),
            static (call, request) => call.Posting.List(request),
            StatusCodes.Status200OK,
            page => new JournalEntryListBody(
                [.. page.Items.Select(entry => JournalEntryBody.Of(call.BusinessId, entry.Content, entry.Receipt))],
                page.Total,
                limit,
                page.HasAfter && page.Items is [.., var last] ? Write(EntryCursor.Of(last)) : null,
                page.HasBefore && page.Items is [var first, ..] ? Write(EntryCursor.Of(first)) : null,
                page.HasAfter,
                page.HasBefore),
            WireJson.Default.JournalEntryListBody);
    }

    /// <summary>Date and number, 12 bytes, in base64url.</summary>
    private static string Write(EntryCursor place)
    {
        Span<byte> bytes = stackalloc byte[CursorBytes];
        BinaryPrimitives.WriteInt32BigEndian(bytes, place.PostingDate.DayNumber);
        BinaryPrimitives.WriteInt64BigEndian(bytes[4..], place.Number);
        return Base64Url.EncodeToString(bytes);
    }

    private static bool TryRead(string cursor, [NotNullWhen(true)] out EntryCursor? place)
    {
        Span<byte> bytes = stackalloc byte[CursorBytes];
        place = null;
        if (!PageQuery.TryDecode(cursor, bytes)) return false;
        var (day, number) = (BinaryPrimitives.ReadInt32BigEndian(bytes), BinaryPrimitives.ReadInt64BigEndian(bytes[4..]));
        if (day < 0 || day > DateOnly.MaxValue.DayNumber || number < 1) return false;
        place = new EntryCursor(DateOnly.FromDayNumber(day), number);
        return true;
    }
}

/// <summary>The page form of the period list. Total is null unless asked for.</summary>
internal sealed record JournalEntryListBody(
    IReadOnlyList<JournalEntryBody> Items, long? Total, int Limit, string? NextCursor, string? PrevCursor, bool HasNext, bool HasPrev);
