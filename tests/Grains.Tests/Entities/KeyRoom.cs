namespace Periods.Grains.Tests.Entities;

/// <summary>How many command keys a process holds in memory, of all its entities.</summary>
public sealed class KeyRoom
{
    private const int KeysMax = 100;

    [Fact]
    public async Task Keys_of_who_was_used_least_recently_are_let_go_of_and_replay_all_the_same()
    {
        var books = new Books(keysMax: KeysMax);
        await books.CreateBusiness();
        for (var month = 1; month <= 12; month++) await books.Create(Books.Id(month), $"2026-{month:00}-01", $"2026-{month:00}-28");
        var first = new List<Outcome<SignOffView>>();
        for (var n = 0; n < 5 * KeysMax; n++) first.Add(await books.Sign(key: Books.Key($"{n}"), period: Month(n)));
        Assert.All(first, answer => Assert.Null(answer.Refusal));
        Assert.True(SpinWait.SpinUntil(() => books.Map.KeysRemembered <= KeysMax * 11 / 10, TimeSpan.FromSeconds(30)), $"{books.Map.KeysRemembered} are held");
        var events = books.Journal.Keys.Sum(key => books.Journal.Of(key).Count);

        for (var n = 0; n < first.Count; n++)
        {
            Assert.Equal(first[n], await books.Sign(key: Books.Key($"{n}"), period: Month(n)));
            Assert.Equal(RefusalCode.IdempotencyKeyReused, (await books.Sign(key: Books.Key($"{n}", body: 2), period: Month(n))).Refusal!.Code);
        }
        Assert.Equal(events, books.Journal.Keys.Sum(key => books.Journal.Of(key).Count));
    }

    private static Guid Month(int n) => Books.Id(1 + n % 12);
}
