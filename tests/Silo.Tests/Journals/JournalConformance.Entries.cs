using System.Globalization;
using Periods.Grains.Journal;

namespace Periods.Silo.Tests.Journals;

/// <content>Journal entries by date.</content>
public abstract partial class JournalConformance
{
    private static readonly DateOnly First = new(2026, 1, 1);

    [Theory]
    [InlineData(0, 30, 7)]
    [InlineData(0, 30, 60)]
    [InlineData(5, 5, 1)]
    [InlineData(3, 12, 2)]
    [InlineData(12, 3, 5)]
    [InlineData(-400, 400, 13)]
    public async Task Entries_are_read_by_date_then_by_version_page_by_page_in_both_directions(int from, int to, int limit)
    {
        var (key, places) = await Entries();
        var (first, last) = (First.AddDays(from), First.AddDays(to));
        var expected = places.Where(place => place.Date >= first && place.Date <= last).Order(ByPlace).ToArray();
        await Reopen();

        foreach (var backwards in new[] { false, true })
        {
            var found = new List<DatedPlace>();
            DatedPage page;
            do
            {
                page = await Journal.ReadDated(key, new(first, last, limit, found.Count == 0 ? null : found[^1], backwards, Counted: true));
                Assert.Equal(expected.Length, page.Total);
                Assert.True(page.Events.Count <= limit && found.Count <= expected.Length);
                found.AddRange(page.Events.Select(PlaceOf));
            }
            while (page.HasMore);
            Assert.Equal(backwards ? expected.Reverse() : expected, found);
        }
    }

    [Fact]
    public async Task A_page_holds_entries_of_its_business_and_nothing_else_and_counts_only_when_asked()
    {
        var (key, places) = await Entries();
        var all = new DatedQuery(DateOnly.MinValue, DateOnly.MaxValue, 1_000, null, Backwards: false, Counted: false);

        var page = await Journal.ReadDated(key, all);

        Assert.Equal((places.Count, false, null), (page.Events.Count, page.HasMore, page.Total));
        Assert.All(page.Events, e => Assert.Equal(DatedEvents.Type, e.Type));
        Assert.Empty((await Journal.ReadDated(EntityPen.New().Key, all)).Events);
    }

    [Fact]
    public async Task An_entry_is_read_as_it_was_appended_as_soon_as_it_was()
    {
        var pen = EntityPen.New();
        var part = pen.Entry("2026-01-31", "Prüfung ✓ 決算 🧾 \\ud83e\\uddfe");
        Assert.Equal(AppendResult.Appended, await Journal.Append([part]));

        AssertSame(part.Events[0], Assert.Single((await Journal.ReadDated(pen.Key, new(new(2026, 1, 31), new(2026, 1, 31), 1, null, false, false))).Events));
    }

    [Fact]
    public async Task A_page_of_very_large_entries_ends_earlier()
    {
        var pen = EntityPen.New();
        var large = new string('x', Limits.EntryPageBytesMax / 2);
        for (var n = 0; n < 3; n++) Assert.Equal(AppendResult.Appended, await Journal.Append([pen.Entry("2026-01-31", n == 2 ? large + large : large)]));

        foreach (var (after, versions, more) in new[] { (0L, new[] { 1L }, true), (1L, [2L], true), (2L, [3L], false) })
        {
            var page = await Journal.ReadDated(pen.Key, new(First, DateOnly.MaxValue, 10, after == 0 ? null : new(new(2026, 1, 31), after), false, false));
            Assert.Equal(versions, page.Events.Select(e => e.Version));
            Assert.Equal(more, page.HasMore);
        }
    }

    /// <summary>Sixty entries of one business on seventeen dates, among other events and another business's entries.</summary>
    private async Task<(EntityKey Key, List<DatedPlace> Places)> Entries()
    {
        var (pen, other) = (EntityPen.New(), EntityPen.New());
        var places = new List<DatedPlace>();
        for (var n = 0; n < 60; n++)
        {
            var date = First.AddDays(n * 7 % 17);
            var text = date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
            Assert.Equal(AppendResult.Appended, await Journal.Append([pen.Entry(text), other.Entry(text)]));
            places.Add(new(date, pen.Head.Version));
            if (n % 5 == 0) Assert.Equal(AppendResult.Appended, await Journal.Append([pen.Part($"note {n}")]));
        }
        return (pen.Key, places);
    }

    private static readonly Comparer<DatedPlace> ByPlace = Comparer<DatedPlace>.Create((a, b) => (a.Date, a.Version).CompareTo((b.Date, b.Version)));

    private static DatedPlace PlaceOf(JournalEvent e)
    {
        var entry = System.Text.Json.JsonDocument.Parse(e.Data).RootElement.GetProperty("entry");
        return new(DateOnly.ParseExact(entry.GetProperty("posting_date").GetString()!, "yyyy-MM-dd", CultureInfo.InvariantCulture), e.Version);
    }
}
