using Periods.Grains.Journal;

namespace Periods.Grains.Audit;

/// <summary>
/// The log of a business: the events of its entities, merged by the time they are ordered at. The journal keeps no such list; each entity's own order is one already,
/// and a place in the log is a place in each of them (ADR 12). Memory: one event of each entity, and what a page may read of those it takes from.
/// </summary>
internal sealed class AuditLog(IJournal journal, AuditEntries entries)
{
    private static readonly TimeSpan Moment = TimeSpan.FromMicroseconds(1);

    /// <summary>Null when nothing is known of the business.</summary>
    public async Task<AuditPage?> Read(Guid business, ListAudit request)
    {
        var newestFirst = request.Descending != request.Backwards;
        var slices = await Slices(business, request, newestFirst);
        if (slices is null) return null;
        var page = await Gather(slices, request, newestFirst);
        if (request.Backwards) page.Items.Reverse();
        var came = request.After is not { } after ? null
            // What led to an empty page is on none of those behind it: the way back begins with it.
            : page.Items.Count == 0 ? after with { Version = newestFirst ? Math.Max(after.Version - 1, 0) : after.Version + 1 }
            : request.Backwards ? page.Items[^1].Place : page.Items[0].Place;
        return request.Backwards ? new(page.Items, came, page.End) : new(page.Items, page.End, came);
    }

    private async Task<VersionSlice[]?> Slices(Guid business, ListAudit request, bool newestFirst)
    {
        var at = request.After?.OrderedAt ?? DateTimeOffset.MaxValue;
        var progress = await journal.ReadProgress(
            business, [request.From is { } from ? Before(from) : DateTimeOffset.MinValue, request.To is { } to ? Before(to) : DateTimeOffset.MaxValue, Before(at), at]);
        if (progress.All(entity => entity.Key.Kind != 'b')) return null;
        return [.. progress.Where(entity => MayTell(entity.Key, request)).Select(entity => Slice(entity, request.After, newestFirst)).Where(slice => !slice.IsEmpty)];
    }

    /// <summary>What of the entity lies between the times, and beyond the place.</summary>
    private static VersionSlice Slice(EntityProgress entity, AuditPlace? after, bool newestFirst)
    {
        var whole = new VersionSlice(entity.Key, entity.Versions[0], entity.Versions[1]);
        if (after is null) return whole;
        var order = Compare(entity.Key, after.Key);
        if (newestFirst) return whole with { UpTo = Math.Min(whole.UpTo, order < 0 ? entity.Versions[3] : order > 0 ? entity.Versions[2] : after.Version - 1) };
        return whole with { After = Math.Max(whole.After, order < 0 ? entity.Versions[3] : order > 0 ? entity.Versions[2] : after.Version) };
    }

    private async Task<(List<AuditEntry> Items, AuditPlace? End)> Gather(VersionSlice[] slices, ListAudit request, bool newestFirst)
    {
        var items = new List<AuditEntry>();
        var streams = new PriorityQueue<AuditStream, AuditPlace>(
            Comparer<AuditPlace>.Create((one, other) => newestFirst ? Compare(other, one) : Compare(one, other)));
        foreach (var stream in await AuditStream.Open(journal, slices, newestFirst)) streams.Enqueue(stream, PlaceOf(stream));

        var (events, bytes) = (0, 0L);
        while (streams.TryDequeue(out var stream, out var place))
        {
            if (entries.Of(stream.Key, stream.Next) is { } entry && IsAskedFor(entry, request))
            {
                if (items.Count == request.Limit) return (items, items[^1].Place);
                items.Add(entry);
            }
            bytes -= stream.BytesRead;
            if (await stream.Advance(journal)) streams.Enqueue(stream, PlaceOf(stream));
            bytes += stream.BytesRead;
            if ((++events >= Limits.AuditEventsPerPage || bytes >= Limits.AuditBytesPerPage) && streams.Count > 0) return (items, place);
        }
        return (items, null);
    }

    private static bool MayTell(EntityKey key, ListAudit request) =>
        (request.Refused is not { } refused || key.Kind == 'a' == refused)
        && (request.PeriodId is not { } period || key.Kind is 'b' or 'a' || key.Period == period);

    private static bool IsAskedFor(AuditEntry entry, ListAudit request) =>
        (request.PeriodId is null || entry.PeriodId == request.PeriodId)
        && (request.UserId is null || entry.UserId == request.UserId)
        && (request.Action is null || entry.Action == request.Action);

    private static AuditPlace PlaceOf(AuditStream stream) => new(stream.Next.OrderedAt, stream.Key, stream.Next.Version);

    private static int Compare(AuditPlace one, AuditPlace other) =>
        one.OrderedAt != other.OrderedAt ? one.OrderedAt.CompareTo(other.OrderedAt)
        : one.Key != other.Key ? Compare(one.Key, other.Key)
        : one.Version.CompareTo(other.Version);

    private static int Compare(EntityKey one, EntityKey other) => (one.Kind, one.Period).CompareTo((other.Kind, other.Period));

    private static DateTimeOffset Before(DateTimeOffset time) => time.UtcTicks < Moment.Ticks ? DateTimeOffset.MinValue : time - Moment;
}
