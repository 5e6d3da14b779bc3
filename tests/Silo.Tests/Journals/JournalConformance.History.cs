using System.Text;
using Periods.Grains.Journal;

namespace Periods.Silo.Tests.Journals;

/// <content>The entities of a business side by side, as the audit log reads them.</content>
public abstract partial class JournalConformance
{
    private static readonly EventContext Whole = new(
        new Origin(Guid.Parse("00112233-4455-6677-8899-aabbccddeeff"), "req-1/2", "2001:db8::9", "änna@acme.example"), Encoding.UTF8.GetBytes("""{"notes":"alt ✓"}"""), TestClock.Noon.AddMicroseconds(7));

    public static TheoryData<int> Parts => [0, 1, 2, 3, 4, 5, 6];

    [Theory]
    [MemberData(nameof(Parts))]
    public async Task What_an_event_carries_besides_is_kept_whichever_part_of_it_there_is(int part)
    {
        var context = part switch
        {
            0 => Whole,
            1 => Whole with { OrderedAt = null, Replaced = null },
            2 => new EventContext(new Origin(null, "r"), null, null),
            3 => new EventContext(default, Whole.Replaced, null),
            4 => new EventContext(new Origin(null, null, Address: "203.0.113.9"), null, null),
            5 => new EventContext(new Origin(null, null, StatedEmail: "anna@acme.example"), null, null),
            _ => new EventContext(default, null, Whole.OrderedAt),
        };
        var pen = EntityPen.New();
        var append = pen.Noted(TestClock.Noon, context);
        Assert.Equal(AppendResult.Appended, await Journal.Append([append]));
        Assert.Equal(AppendResult.Appended, await Journal.Append([pen.Noted(TestClock.Noon, context)]));
        await Reopen();

        var loaded = (await Journal.Load(pen.Key)).Events;
        AssertSame(append.Events[0], loaded[0]);
        Assert.True(EventChain.Follows(pen.Key, EntityHead.None, loaded[0]));
        Assert.False(EventChain.Follows(pen.Key, EntityHead.None, loaded[0] with { Context = context with { Origin = new(null, "another") } }));
    }

    [Fact]
    public async Task A_snapshot_is_loaded_with_the_time_its_event_is_ordered_at()
    {
        var pen = EntityPen.New();
        await Journal.Append([pen.Noted(TestClock.Noon, Whole)]);
        Journal.SaveSnapshot(pen.Key, new Snapshot("period.v1", pen.Head, "{}"u8.ToArray()));
        await Reopen();

        Assert.Equal(Whole.OrderedAt, (await Journal.Load(pen.Key)).Snapshot!.OrderedAt);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task How_far_each_entity_of_a_business_had_come_is_found_for_any_time_though_clocks_went_back(int seed)
    {
        var random = new Random(seed);
        var business = Guid.NewGuid();
        EntityPen[] pens = [.. KeysOf(business).Select(key => new EntityPen(key))];
        var others = new[] { EntityKey.ForEntry(business, Guid.NewGuid()), EntityKey.ForScore(business, Guid.NewGuid()), EntityKey.ForBusiness(Guid.NewGuid()), EntityKey.ForPeriod(Guid.NewGuid(), Guid.NewGuid()) };
        var recorded = pens.ToDictionary(pen => pen.Key, _ => new List<DateTimeOffset>());
        foreach (var other in others) await Journal.Append([new EntityPen(other).Noted(TestClock.Noon)]);
        for (var n = 0; n < 120; n++)
        {
            var pen = pens[random.Next(pens.Length)];
            var (times, at) = (recorded[pen.Key], TestClock.Noon.AddMicroseconds(n / 2 + random.Next(-6, 6)));
            var isBehind = times.Count > 0 && at < times[^1];
            await Journal.Append([pen.Noted(at, isBehind ? new EventContext(default, null, times[^1]) : default)]);
            times.Add(isBehind ? times[^1] : at);
        }
        DateTimeOffset[] asked = [DateTimeOffset.MinValue, .. Enumerable.Range(-8, 80).Select(micro => TestClock.Noon.AddMicroseconds(micro)), DateTimeOffset.MaxValue];

        var progress = await Journal.ReadProgress(business, asked);

        Assert.Equal(recorded.Where(entity => entity.Value.Count > 0).Select(entity => $"{entity.Key}").Order(StringComparer.Ordinal), progress.Select(entity => $"{entity.Key}").Order(StringComparer.Ordinal));
        Assert.All(progress, entity => Assert.Equal(asked.Select(time => (long)recorded[entity.Key].Count(at => at <= time)), entity.Versions));
    }

    [Fact]
    public async Task Slices_are_read_side_by_side_in_both_directions_up_to_their_limit()
    {
        var (one, other, none) = (EntityPen.New(), EntityPen.New(), EntityPen.New());
        await Journal.Append([one.Part([.. Enumerable.Repeat("one", 9)]), other.Part("a", "b")]);
        VersionSlice[] slices = [new(one.Key, 2, 7), new(none.Key, 0, 5), new(other.Key, 0, long.MaxValue), new(one.Key, 8, 9)];

        Assert.Equal([[3, 4, 5], [], [1, 2], [9]], await Versions(3, backwards: false));
        Assert.Equal([[7, 6, 5], [], [2, 1], [9]], await Versions(3, backwards: true));
        Assert.Equal([[3, 4, 5, 6, 7], [], [1, 2], [9]], await Versions(100, backwards: false));
        Assert.Empty(await Journal.ReadSlices([], 5, backwards: false));

        async Task<long[][]> Versions(int limit, bool backwards) =>
            [.. (await Journal.ReadSlices(slices, limit, backwards)).Select(slice => slice.Select(e => e.Version).ToArray())];
    }

    [Fact]
    public async Task All_rows_of_an_entity_are_read_in_order_of_version()
    {
        var pen = EntityPen.New();
        for (var i = 0; i < 3; i++) await Journal.Append([pen.Part([.. Enumerable.Repeat("row", 400)])]);

        var rows = new List<EntityRow>();
        await foreach (var row in Journal.ReadRows(pen.Key, CancellationToken.None)) rows.Add(row);

        Assert.Equal(Enumerable.Range(1, 1_200).Select(v => (long)v), rows.Select(row => row.Version));
        Assert.All(rows, row => Assert.Equal(row.Version, row.Event?.Version));
    }

    private static EntityKey[] KeysOf(Guid business) =>
    [
        EntityKey.ForBusiness(business), EntityKey.ForUsers(business), EntityKey.ForRefusals(business),
        EntityKey.ForPeriod(business, Guid.NewGuid()), EntityKey.ForPeriod(business, Guid.Parse("ffffffff-ffff-ffff-ffff-ffffffffffff")),
    ];
}
