using Periods.Audit;

namespace Periods.Grains.Tests.Audit;

/// <summary>Ways to read the log.</summary>
internal static class Log
{
    public static readonly ListAudit Oldest = new(null, null, null, null, null, null, Limits.PageSizeMax, Descending: false, null, Backwards: false);

    public static async Task<AuditPage> Page(this Books books, ListAudit request) => (await books.Audit().List(request)).Value!;

    /// <summary>Everything on one page, oldest first.</summary>
    public static async Task<IReadOnlyList<AuditEntry>> All(Books books)
    {
        var page = await books.Page(Oldest);
        Assert.Null(page.Next);
        return page.Items;
    }

    /// <summary>All pages from one end to the other.</summary>
    public static async Task<List<AuditEntry>> Paged(Books books, ListAudit request)
    {
        var items = new List<AuditEntry>();
        for (var page = await books.Page(request); ; page = await books.Page(request with { After = request.Backwards ? page.Previous : page.Next }))
        {
            if (request.Backwards) items.InsertRange(0, page.Items);
            else items.AddRange(page.Items);
            if ((request.Backwards ? page.Previous : page.Next) is null) return items;
        }
    }
}
