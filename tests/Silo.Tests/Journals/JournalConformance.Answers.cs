using Periods.Grains.Journal;

namespace Periods.Silo.Tests.Journals;

/// <content>Answers kept for a retry.</content>
public abstract partial class JournalConformance
{
    [Fact]
    public async Task An_answer_can_be_kept_without_events()
    {
        var pen = EntityPen.New();
        Assert.Equal(AppendResult.Appended, await Journal.Append([pen.Part(EntityPen.Answer("k-1", """{"done":"läuft"}"""))]));

        Assert.Equal("""{"done":"läuft"}"""u8.ToArray(), await Journal.ReadAnswer(pen.Key, "k-1"));
        Assert.Empty((await Journal.Load(pen.Key)).Events);
        Assert.Equal(AppendResult.Appended, await Journal.Append([pen.Part("first event after it")]));
    }

    [Fact]
    public async Task A_second_answer_under_the_same_key_is_refused_and_the_first_one_stands()
    {
        var pen = EntityPen.New();
        await Journal.Append([pen.Part(EntityPen.Answer("k-1", """{"n":1}"""), "first")]);
        var head = pen.Twin();

        Assert.Equal(AppendResult.Conflict, await Journal.Append([pen.Part(EntityPen.Answer("k-1", """{"n":2}"""), "second")]));

        Assert.Equal("""{"n":1}"""u8.ToArray(), await Journal.ReadAnswer(pen.Key, "k-1"));
        Assert.Equal(AppendResult.Appended, await Journal.Append([head.Part(EntityPen.Answer("k-2"), "second")]));
    }

    [Fact]
    public async Task A_second_answer_in_the_same_batch_is_refused()
    {
        var pen = EntityPen.New();
        Task<AppendResult>[] results;
        await using (await HoldCommits())
            results = [Journal.Append([EntityPen.New().Part("opens the batch")]), Journal.Append([pen.Part(EntityPen.Answer("k-1"))]), Journal.Append([pen.Part(EntityPen.Answer("k-1"))])];

        Assert.Equal([AppendResult.Appended, AppendResult.Appended, AppendResult.Conflict], await Task.WhenAll(results));
    }

    [Fact]
    public async Task The_same_command_key_is_free_in_another_entity()
    {
        var (one, other) = (EntityPen.New(), EntityPen.New());
        await Journal.Append([one.Part(EntityPen.Answer("k-1", "1"))]);

        Assert.Null(await Journal.ReadAnswer(other.Key, "k-1"));
        Assert.Equal(AppendResult.Appended, await Journal.Append([other.Part(EntityPen.Answer("k-1", "2"))]));
        Assert.Equal("1"u8.ToArray(), await Journal.ReadAnswer(one.Key, "k-1"));
    }

    [Fact]
    public async Task Answers_survive_reopening_and_are_listed_with_a_time_that_is_not_ahead()
    {
        var pen = EntityPen.New();
        var late = new Answer("late 🗝", UInt128.MaxValue - 1, TestClock.Noon, "{}"u8.ToArray());
        await Journal.Append([pen.Part(EntityPen.Answer("old"), "one")]);
        await Journal.Append([pen.Part(late, "two")]);
        await Reopen();

        var marks = await Journal.LoadAnswers(pen.Key);
        Assert.Equal([("old", EntityPen.Answer("old").Fingerprint), (late.CommandKey, late.Fingerprint)], marks.Select(mark => (mark.CommandKey, mark.Fingerprint)));
        Assert.All(marks, mark => Assert.InRange(mark.At, TestClock.Noon.AddMinutes(-1), TestClock.Noon));
        Assert.Equal(AppendResult.Conflict, await Journal.Append([pen.Part(EntityPen.Answer("old"))]));
    }

    [Fact]
    public async Task Answers_are_forgotten_after_twice_the_promised_memory_and_not_before()
    {
        var pen = EntityPen.New();
        await Journal.Append([pen.Part(EntityPen.Answer("old"))]);
        AnswersAge(TimeSpan.FromHours(1));
        await Journal.Append([pen.Part(EntityPen.Answer("younger", at: _clock.GetUtcNow()))]);

        AnswersAge(2 * Limits.IdempotencyMemory - TimeSpan.FromHours(1) - TimeSpan.FromMinutes(1));
        await Reopen();
        Assert.Equal(AppendResult.Conflict, await Journal.Append([pen.Part(EntityPen.Answer("old"))]));

        AnswersAge(TimeSpan.FromMinutes(2));
        await Reopen();
        // An append that is durable comes after the pruning at the start, or together with it.
        Assert.Equal(AppendResult.Appended, await Journal.Append([EntityPen.New().Part("something")]));
        Assert.Null(await Journal.ReadAnswer(pen.Key, "old"));
        Assert.NotNull(await Journal.ReadAnswer(pen.Key, "younger"));
    }

    /// <summary>Time passes, by whatever clock answers are kept.</summary>
    protected virtual void AnswersAge(TimeSpan by) => _clock.Advance(by);
}
