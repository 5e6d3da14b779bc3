using Periods.Grains.Journal;
using Periods.Silo.Postgres;
using Periods.Silo.Tests.Journals;

namespace Periods.Silo.Tests.Postgres;

/// <summary>Silos whose clocks are wrong. What was answered is known to all of them for as long as is promised, by the server's clock.</summary>
[Collection(PostgresTests.Name)]
public sealed class WrongClockTests(PostgresFixture postgres)
{
    private readonly string _database = postgres.Cluster.NewDatabase();
    private readonly EntityPen _pen = EntityPen.New();

    [Theory]
    [InlineData(0, 51)]
    [InlineData(0, -72)]
    [InlineData(-72, 0)]
    [InlineData(24 * 365, 0)]
    public async Task An_answer_of_today_outlives_a_start_whatever_the_clocks_of_the_silos_say(int hoursAheadOfWhoAnswered, int hoursAheadOfWhoStarts)
    {
        var (answering, starting) = (ClockAhead(hoursAheadOfWhoAnswered), ClockAhead(hoursAheadOfWhoStarts));
        await using (var journal = await Open(answering)) await Answer(journal, answering);

        await using var started = await Open(starting);

        await AssertKnown(started, starting);
    }

    [Fact]
    public async Task An_answer_of_today_outlives_a_clock_that_jumps_and_an_old_one_does_not()
    {
        var clock = ClockAhead(0);
        await using var journal = await Open(clock);
        var old = EntityPen.New();
        Assert.Equal(AppendResult.Appended, await journal.Append([old.Part(EntityPen.Answer("a key", at: clock.GetUtcNow()), "long ago")]));
        KeptAnswers.Age(_database, PostgresSettings.AnswersKept + TimeSpan.FromMinutes(1));
        await Answer(journal, clock);

        clock.Advance(TimeSpan.FromDays(4));
        // Tidied together.
        journal.SaveSnapshot(old.Key, new Snapshot("period.v1", old.Head, "{}"u8.ToArray()));
        Assert.True(SpinWait.SpinUntil(() => Sql.Number(_database, "SELECT count(*) FROM periods.answer") < 2, TimeSpan.FromSeconds(30)));

        Assert.Null(await journal.ReadAnswer(old.Key, "a key"));
        await AssertKnown(journal, clock);
        clock.Advance(-TimeSpan.FromDays(4));
        await AssertKnown(journal, clock);
    }

    [Fact]
    public async Task A_key_is_as_old_for_every_silo_as_for_the_server()
    {
        var clock = ClockAhead(-72);
        await using var journal = await Open(clock);
        await Answer(journal, clock);
        KeptAnswers.Age(_database, TimeSpan.FromHours(30));

        var mark = Assert.Single(await journal.LoadAnswers(_pen.Key));

        Assert.InRange(clock.GetUtcNow() - mark.At, TimeSpan.FromHours(30), TimeSpan.FromHours(30) + TimeSpan.FromMinutes(5));
    }

    [Fact]
    public async Task What_a_silo_of_the_release_before_keeps_is_stamped_by_the_server_too()
    {
        await using (var journal = await Open(TimeProvider.System)) Assert.Equal(AppendResult.Appended, await journal.Append([_pen.Part("first")]));
        Sql.Run(_database, "INSERT INTO periods.answer (entity, command_key, at, fingerprint, reply) SELECT id, 'a key', now() - interval '3 days', decode(repeat('00', 16), 'hex'), '{}' FROM periods.entity");

        await using var started = await Open(TimeProvider.System);

        await AssertKnown(started, TimeProvider.System);
    }

    private async Task Answer(PostgresJournal journal, TimeProvider clock) =>
        Assert.Equal(AppendResult.Appended, await journal.Append([_pen.Part(EntityPen.Answer("a key", at: clock.GetUtcNow()), "answered")]));

    private async Task AssertKnown(PostgresJournal journal, TimeProvider clock)
    {
        Assert.Equal("{}"u8.ToArray(), await journal.ReadAnswer(_pen.Key, "a key"));
        var mark = Assert.Single(await journal.LoadAnswers(_pen.Key));
        Assert.InRange(clock.GetUtcNow() - mark.At, TimeSpan.Zero, TimeSpan.FromMinutes(5));
        Assert.Equal(AppendResult.Conflict, await journal.Append([_pen.Twin().Part(EntityPen.Answer("a key", at: clock.GetUtcNow()), "a second time")]));
    }

    private static TestClock ClockAhead(int hours)
    {
        var clock = new TestClock();
        clock.Advance(TimeProvider.System.GetUtcNow() - TestClock.Noon + TimeSpan.FromHours(hours));
        return clock;
    }

    private Task<PostgresJournal> Open(TimeProvider clock) => PostgresJournal.Open($"{_database};Maximum Pool Size=3", clock);
}
