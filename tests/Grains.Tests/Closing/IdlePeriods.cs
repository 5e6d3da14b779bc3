using Periods.Grains.Closing;

namespace Periods.Grains.Tests.Closing;

/// <summary>What a resident period holds while nobody asks: text that all periods have in common is there once, not once for each.</summary>
public sealed class IdlePeriods
{
    private static readonly EntityKey January = EntityKey.ForPeriod(Books.Acme, Books.January);

    [Fact]
    public async Task A_period_read_from_the_journal_shares_the_names_of_its_steps_and_of_its_trigger()
    {
        var (model, state) = await Loaded();

        Assert.All(state.Acks.Steps, step => Assert.Contains(Checklist.Steps, known => ReferenceEquals(known, step)));
        Assert.Same(model.NameOf(new SignedOff(default, default, null, 0, "")), state.Gauge.Trigger);
    }

    [Fact]
    public async Task Those_who_attest_the_same_content_share_its_hash()
    {
        var (_, state) = await Loaded();

        Assert.Equal(3, state.SignOffs.Count);
        Assert.All(state.SignOffs.Values, entry => Assert.Same(state.ContentHash, entry.StateHash));
    }

    private static async Task<(PeriodModel Model, PeriodState State)> Loaded()
    {
        var books = await Books.WithJanuary();
        foreach (var step in Checklist.Steps.Reverse()) await books.Acknowledge(step);
        await books.Sign(by: Books.Id(1));
        await books.Sign(by: Books.Id(2));
        await books.Sign(ReviewRole.Reviewer, Books.Id(2));

        var model = new PeriodModel(books);
        return (model, books.Journal.Of(January).Select(Reread).Aggregate(model.Initial(January), model.Fold));
    }

    /// <summary>A row's text is a string of its own.</summary>
    private static JournalEvent Reread(JournalEvent e) => e with { Type = new string(e.Type.AsSpan()) };
}
