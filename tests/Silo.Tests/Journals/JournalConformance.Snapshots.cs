using System.Text;
using Periods.Grains.Journal;

namespace Periods.Silo.Tests.Journals;

/// <content>Snapshots, which only make loading faster.</content>
public abstract partial class JournalConformance
{
    [Fact]
    public async Task A_snapshot_is_loaded_with_the_events_after_it()
    {
        var pen = EntityPen.New();
        await Journal.Append([pen.Part("1", "2", "3")]);
        var head = pen.Head;
        Journal.SaveSnapshot(pen.Key, new Snapshot("period.v1", head, Encoding.UTF8.GetBytes("""{"état":"ouvert"}""")));
        await Journal.Append([pen.Part("4", "5")]);
        await Reopen();

        var history = await Journal.Load(pen.Key);
        Assert.Equal("period.v1", history.Snapshot!.Tag);
        Assert.Equal(head.Version, history.Snapshot.Head.Version);
        Assert.Equal(head.Hash, history.Snapshot.Head.Hash);
        Assert.Equal("""{"état":"ouvert"}""", Encoding.UTF8.GetString(history.Snapshot.State));
        Assert.Equal([4, 5], history.Events.Select(e => e.Version));
        Assert.Equal([1, 2, 3, 4, 5], await VersionsOf(pen.Key));
    }

    [Theory]
    [InlineData("version = version + 1")]
    [InlineData("version = 1000")]
    [InlineData("hash = (SELECT hash FROM event WHERE version = 1)")]
    public async Task A_snapshot_that_the_events_do_not_bear_out_is_passed_over(string edit)
    {
        var pen = EntityPen.New();
        await Journal.Append([pen.Part("1", "2")]);
        Journal.SaveSnapshot(pen.Key, new Snapshot("period.v1", pen.Head, "{}"u8.ToArray()));
        await Journal.Append([pen.Part("3")]);
        await Reopen();
        Assert.NotNull((await Journal.Load(pen.Key)).Snapshot);

        Tamper($"UPDATE snapshot SET {edit}");

        var history = await Journal.Load(pen.Key);
        Assert.Null(history.Snapshot);
        Assert.Equal([1, 2, 3], history.Events.Select(e => e.Version));
    }

    [Fact]
    public async Task The_newest_snapshot_stands_whatever_order_they_come_in()
    {
        var pen = EntityPen.New();
        await Journal.Append([pen.Part("1")]);
        var first = new Snapshot("period.v1", pen.Head, "1"u8.ToArray());
        await Journal.Append([pen.Part("2")]);
        var second = new Snapshot("period.v1", pen.Head, "2"u8.ToArray());
        Journal.SaveSnapshot(pen.Key, second);
        Journal.SaveSnapshot(pen.Key, first);
        await Reopen();
        Journal.SaveSnapshot(pen.Key, first);
        await Reopen();

        Assert.Equal("2"u8.ToArray(), (await Journal.Load(pen.Key)).Snapshot!.State);
    }

    /// <summary>A release whose state has another form writes it over that of the release before, also where nothing happened since.</summary>
    [Fact]
    public async Task A_snapshot_in_another_form_replaces_the_one_of_the_same_version()
    {
        var pen = EntityPen.New();
        await Journal.Append([pen.Part("1")]);
        foreach (var tag in new[] { "period.v1", "period.v2" })
        {
            Journal.SaveSnapshot(pen.Key, new Snapshot(tag, pen.Head, Encoding.UTF8.GetBytes(tag)));
            await Reopen();
            var kept = (await Journal.Load(pen.Key)).Snapshot!;
            Assert.Equal((tag, tag), (kept.Tag, Encoding.UTF8.GetString(kept.State)));
        }
    }

    [Fact]
    public async Task A_snapshot_of_a_version_that_somebody_else_wrote_is_not_kept()
    {
        var pen = EntityPen.New();
        var late = pen.Twin();
        await Journal.Append([pen.Part("kept")]);
        late.Part("refused");
        foreach (var (head, state) in new[] { (pen.Head, "kept"), (late.Head, "refused") })
        {
            Journal.SaveSnapshot(pen.Key, new Snapshot("period.v1", head, Encoding.UTF8.GetBytes(state)));
            await Reopen();
            Assert.Equal("kept", Encoding.UTF8.GetString((await Journal.Load(pen.Key)).Snapshot!.State));
        }
    }

    [Fact]
    public async Task A_snapshot_of_events_that_are_not_kept_is_not_kept_either()
    {
        var pen = EntityPen.New();
        await Journal.Append([pen.Part("kept")]);
        pen.Part("never appended");
        Journal.SaveSnapshot(pen.Key, new Snapshot("period.v1", pen.Head, "{}"u8.ToArray()));
        await Reopen();

        Assert.Null((await Journal.Load(pen.Key)).Snapshot);
    }
}
