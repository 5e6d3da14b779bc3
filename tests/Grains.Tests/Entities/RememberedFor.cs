namespace Periods.Grains.Tests.Entities;

/// <summary>How much an entity remembers of the keys it answered, and how long.</summary>
public sealed class RememberedFor
{
    private static readonly EntityKey January = EntityKey.ForPeriod(Books.Acme, Books.January);

    [Fact]
    public async Task A_full_memory_refuses_new_keys_and_changes_nothing()
    {
        var books = await Full();

        Assert.Equal(RefusalCode.IdempotencyMemoryFull, (await books.Sign(key: Books.Key("new"))).Refusal!.Code);
        Assert.Empty((await books.Period().ListSignOffs()).Value!.Items);
    }

    [Fact]
    public async Task A_full_memory_takes_no_key_of_what_is_refused_or_done_already_either()
    {
        var books = await Full();
        await books.Report(10);

        Assert.Equal(RefusalCode.IdempotencyMemoryFull, (await books.Revoke(key: Books.Key("new"))).Refusal!.Code);
        Assert.Equal(RefusalCode.IdempotencyMemoryFull, (await books.Report(10, key: Books.Key("new"))).Refusal!.Code);
        Assert.Equal(Limits.RememberedKeysMax, books.Journal.Answers.Count);
    }

    [Fact]
    public async Task A_user_with_too_many_keys_is_refused_more_and_keeps_nobody_else_from_one()
    {
        var books = await Books.WithJanuary();
        Fill(books, Books.Ann, Limits.RememberedKeysOfUserMax);

        Assert.Equal(RefusalCode.IdempotencyMemoryFull, (await books.Sign(key: Books.Key("new"))).Refusal!.Code);
        Assert.Null((await books.Sign(by: Books.Bob, key: Books.Key("new"))).Refusal);

        books.Now += Limits.IdempotencyMemory + TimeSpan.FromMicroseconds(1);
        Assert.Null((await books.Sign(key: Books.Key("new"))).Refusal);
    }

    [Fact]
    public async Task A_full_memory_still_takes_commands_without_a_key()
    {
        var books = await Full();

        Assert.NotNull((await books.Sign()).Value);
    }

    [Fact]
    public async Task Memory_has_room_again_when_its_oldest_keys_are_old_enough()
    {
        var books = await Full();
        books.Now += Limits.IdempotencyMemory;
        Assert.Equal(RefusalCode.IdempotencyMemoryFull, (await books.Sign(key: Books.Key("new"))).Refusal!.Code);

        books.Now += TimeSpan.FromMicroseconds(1);
        Assert.NotNull((await books.Sign(key: Books.Key("new"))).Value);
    }

    [Fact]
    public async Task Old_keys_do_not_fill_the_memory_after_a_restart()
    {
        var books = await Full();
        books.Now += Limits.IdempotencyMemory + TimeSpan.FromMicroseconds(1);

        Assert.NotNull((await books.Restarted().Sign(key: Books.Key("new"))).Value);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_key_is_remembered_at_least_as_long_as_promised(bool restarted)
    {
        var books = await Books.WithJanuary();
        var first = await books.Sign(key: Books.Key("k"));
        books.Now += Limits.IdempotencyMemory;

        Assert.Equal(first, await (restarted ? books.Restarted() : books).Sign(key: Books.Key("k")));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_key_whose_answer_the_journal_still_keeps_replays_however_old(bool restarted)
    {
        var books = await Books.WithJanuary();
        var first = await books.Sign(key: Books.Key("k"));
        books.Now += 2 * Limits.IdempotencyMemory;

        Assert.Equal(first, await (restarted ? books.Restarted() : books).Sign(key: Books.Key("k")));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_key_whose_answer_the_journal_let_go_is_a_new_key(bool restarted)
    {
        var books = await Books.WithJanuary();
        await books.Sign(key: Books.Key("k"), notes: "first");
        books.Now += 3 * Limits.IdempotencyMemory;
        books.Journal.DeleteAnswers();

        var anew = await (restarted ? books.Restarted() : books).Sign(key: Books.Key("k"), notes: "second");

        Assert.Equal("second", anew.Value?.Notes);
    }

    private static async Task<Books> Full()
    {
        var books = await Books.WithJanuary();
        Fill(books, Books.Bob, Limits.RememberedKeysOfUserMax);
        Fill(books, Books.Id(0xC), Limits.RememberedKeysMax - Limits.RememberedKeysOfUserMax);
        return books;
    }

    private static void Fill(Books books, Guid user, int keys)
    {
        for (var n = 0; n < keys; n++) books.Journal.Remember(January, new Answer($"{user:N}/{n}", 1, books.Now, "{}"u8.ToArray()));
    }
}
