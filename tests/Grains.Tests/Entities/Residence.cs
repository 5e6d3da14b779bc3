using System.Text;

namespace Periods.Grains.Tests.Entities;

/// <summary>What is resident is only a copy: loading, snapshots, eviction and damage.</summary>
public sealed class Residence
{
    private static readonly EntityKey January = EntityKey.ForPeriod(Books.Acme, Books.January);

    [Fact]
    public async Task Loading_reads_the_snapshot_and_the_events_after_it()
    {
        var books = await WithSnapshot();
        var before = await Seen(books);
        var read = books.Journal.EventsRead;

        var restarted = books.Restarted();
        Assert.Equal(before, await Seen(restarted));

        Assert.Equal(300 - Limits.SnapshotEvery, books.Journal.EventsRead - read);
    }

    [Theory]
    [InlineData("no json")]
    [InlineData("null")]
    [InlineData("{}")]
    [InlineData("""{"sign_offs":[{}]}""")]
    public async Task A_snapshot_that_cannot_be_read_is_passed_over(string state)
    {
        var books = await WithSnapshot();
        var before = await Seen(books);
        books.Journal.SaveSnapshot(January, books.Journal.SnapshotOf(January)! with { State = Encoding.UTF8.GetBytes(state) });

        var restarted = books.Restarted();

        Assert.Equal(before, await Seen(restarted));
        Assert.NotNull((await restarted.Report(1)).Value);
    }

    [Fact]
    public async Task A_snapshot_in_a_zone_this_host_does_not_know_is_read_in_UTC_as_the_events_are()
    {
        var books = await WithSnapshot("Europe/Berlin");
        var snapshot = books.Journal.SnapshotOf(January)!;
        var elsewhere = Encoding.UTF8.GetString(snapshot.State).Replace("Europe/Berlin", "Europe/Newtown");
        Assert.Contains("Europe/Newtown", elsewhere);
        books.Journal.SaveSnapshot(January, snapshot with { State = Encoding.UTF8.GetBytes(elsewhere) });
        var before = await Seen(books);
        var read = books.Journal.EventsRead;

        var restarted = books.Restarted();

        Assert.Equal(before, await Seen(restarted));
        Assert.Equal(TimeSpan.Zero, (await restarted.Resident()).State.Zone!.BaseUtcOffset);
        Assert.Equal(300 - Limits.SnapshotEvery, books.Journal.EventsRead - read);
    }

    [Fact]
    public async Task A_snapshot_of_a_host_that_does_not_know_the_zone_keeps_it_for_one_that_does()
    {
        var books = await WithSnapshot("Europe/Newtown");
        var snapshot = books.Journal.SnapshotOf(January)!;
        var known = Encoding.UTF8.GetString(snapshot.State).Replace("Europe/Newtown", "Pacific/Auckland");
        books.Journal.SaveSnapshot(January, snapshot with { State = Encoding.UTF8.GetBytes(known) });

        Assert.Equal("Pacific/Auckland", (await books.Restarted().Resident()).State.Zone?.Id);
    }

    [Fact]
    public async Task A_snapshot_of_another_form_is_passed_over_even_if_it_reads_well()
    {
        var books = await WithSnapshot();
        var before = await Seen(books);
        var snapshot = books.Journal.SnapshotOf(January)!;
        var misread = Encoding.UTF8.GetString(snapshot.State).Replace("\"score\":", "\"former_score\":");
        books.Journal.SaveSnapshot(January, snapshot with { Tag = "period.0", State = Encoding.UTF8.GetBytes(misread) });

        Assert.Equal(before, await Seen(books.Restarted()));
    }

    public static TheoryData<string> Damages => ["version", "type", "data", "time", "actor", "command", "hash"];

    [Theory]
    [MemberData(nameof(Damages))]
    public async Task A_damaged_chain_makes_the_period_unavailable_rather_than_wrong(string what)
    {
        var books = await Books.WithJanuary();
        await books.Report(1);
        await books.Sign(key: Books.Key("k"));
        books.Journal.Damage(January, 1, e => what switch
        {
            "version" => e with { Version = 3 },
            "type" => e with { Type = "closed.v1" },
            "data" => e with { Data = Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(e.Data).Replace("1", "2")) },
            "time" => e with { At = e.At.AddTicks(TimeSpan.TicksPerMicrosecond) },
            "actor" => e with { Actor = Books.Bob },
            "command" => e with { CommandId = "k" },
            _ => e with { Hash = EventChain.Genesis },
        });

        var restarted = books.Restarted();

        Assert.Equal(RefusalCode.StorageUnavailable, (await restarted.Period().GetScore()).Refusal!.Code);
        Assert.Equal(RefusalCode.StorageUnavailable, (await restarted.Sign()).Refusal!.Code);
        Assert.Equal(RefusalCode.StorageUnavailable, (await restarted.Close("2026-01-31")).Refusal!.Code);
        Assert.NotNull((await restarted.Business().Get()).Value);
    }

    [Theory]
    [InlineData("audited.v1", "{}")]
    [InlineData("signed-off.v1", """{"id":"00000000-0000-0000-0000-000000000001","role":"auditor","score":1,"state_hash":"x"}""")]
    [InlineData("signed-off.v1", """{"id":""")]
    [InlineData("signed-off.v1", "null")]
    public async Task An_event_this_version_cannot_read_makes_the_period_unavailable(string type, string json)
    {
        var books = await Books.WithJanuary();

        await books.Foreign(type, json);

        Assert.Equal(RefusalCode.StorageUnavailable, (await books.Sign()).Refusal!.Code);
        Assert.Equal(RefusalCode.StorageUnavailable, (await books.Period().GetScore()).Refusal!.Code);
    }

    [Fact]
    public async Task The_larger_a_snapshot_the_more_events_pass_before_the_next_also_after_a_restart()
    {
        var books = await Books.WithJanuary();
        var note = new string('n', Limits.NotesLengthMax);
        for (var n = 1; n < Limits.SnapshotEvery; n++) await books.Sign(by: Books.Id(n), notes: note);
        // Two rounds' worth: the next snapshot takes three of them.
        Assert.Equal(2, books.Journal.SnapshotOf(January)!.State.Length / Limits.SnapshotBytesPerRound);
        var restarted = books.Restarted();

        while (books.Journal.Of(January).Count < 3 * Limits.SnapshotEvery - 1) await restarted.Sign(by: Books.Id(1), notes: note);
        Assert.Equal(Limits.SnapshotEvery, books.Journal.SnapshotOf(January)!.Head.Version);
        await restarted.Sign(by: Books.Id(1), notes: note);
        Assert.Equal(3 * Limits.SnapshotEvery, books.Journal.SnapshotOf(January)!.Head.Version);
    }

    [Fact]
    public async Task Eviction_changes_no_answer()
    {
        var random = new Random(20260210);
        var script = Enumerable.Range(0, 2_000).Select(_ => (Period: random.Next(50), Command: random.Next(6), Number: random.Next(5))).ToArray();
        var unlimited = new Books();
        var limited = new Books(residentMax: 10, keysMax: 10);
        var light = new Books(weightMax: 1);
        var told = await Play(unlimited, script);

        Assert.Equal(told, await Play(limited, script));
        Assert.Equal(told, await Play(light, script));
        Assert.Equal(51, unlimited.Map.Count);
        Assert.True(SpinWait.SpinUntil(() => limited.Map.Count <= 10, TimeSpan.FromSeconds(30)), $"{limited.Map.Count} are resident");
        Assert.True(SpinWait.SpinUntil(() => light.Map.Weight <= 1, TimeSpan.FromSeconds(30)), $"{light.Map.Weight} bytes are held");
    }

    private static async Task<List<string>> Play(Books books, (int Period, int Command, int Number)[] script)
    {
        var told = new List<string>();
        await books.CreateBusiness();
        for (var p = 0; p < 50; p++) await books.Create(Books.Id(p + 1), $"{1900 + p}-01-01", $"{1900 + p}-12-31");
        foreach (var (p, command, number) in script)
        {
            var period = Books.Id(p + 1);
            told.Add(command switch
            {
                0 => $"{await books.Sign((ReviewRole)(number % 4), notes: new('n', Limits.NotesLengthMax), period: period)}",
                1 => $"{await books.Revoke((ReviewRole)(number % 4), period: period)}",
                2 => $"{await books.Report(10, number, Books.Key($"{p}/{number}"), period)}",
                3 => $"{await books.Close($"{1900 + p}-12-31", key: Books.Key($"{p}/{number}"))}",
                4 => $"{await books.Reopen(period)}",
                _ => $"{await books.Period(period).GetScore()}",
            });
        }
        return told;
    }

    private static async Task<Books> WithSnapshot(string zone = "UTC")
    {
        var books = await Books.WithJanuary(zone);
        for (var version = 2; version <= 300; version++) await books.Sign((ReviewRole)(version % 4), Books.Id(version % 7));
        Assert.Equal(Limits.SnapshotEvery, books.Journal.SnapshotOf(January)!.Head.Version);
        return books;
    }

    private static async Task<string> Seen(Books books) => string.Join('\n', (await books.Period().ListSignOffs()).Value!.Items) + (await books.Score() with { Components = [] });
}
