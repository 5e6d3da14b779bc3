using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Periods.Grains.Businesses;
using Periods.Grains.Closing;
using Periods.Grains.Scoring;

namespace Periods.Grains.Tests.Closing;

/// <summary>Whatever happened: folding on from a snapshot is folding from the start, and the gauge counts its changes without a gap.</summary>
public sealed class SnapshotProperties
{
    private static readonly EntityKey Period = EntityKey.ForPeriod(Books.Acme, Books.January), Business = EntityKey.ForBusiness(Books.Acme);

    private static readonly Gen<(int What, int Which)[]> Stories = Gen.Choose(0, 10).SelectMany(what => Gen.Choose(0, 3).Select(which => (what, which))).ArrayOf();

    private static readonly ClosePolicy[] Policies =
    [
        ClosePolicy.Default,
        ClosePolicy.Default with { RequiredRoles = [ReviewRole.Controller], RequiredSteps = [Checklist.Steps[0], "own_step"] },
        ClosePolicy.Default with { DropStale = true },
        ClosePolicy.Default with { StrictScore = true, DropStale = true, RequiredSteps = [] },
    ];

    [Fact]
    public void Folding_on_from_a_snapshot_is_folding_from_the_start() => ForAll(books =>
    {
        FoldsFromAnySnapshot(books.Journal.Of(Period), new PeriodModel(books), Period, state => $"{state.Facts} {state.Terms?.Fresh}");
        FoldsFromAnySnapshot(books.Journal.Of(Business), new BusinessModel(), Business, state => string.Join(';', state.Calendar));
    });

    [Fact]
    public void The_gauge_counts_its_changes_without_a_gap() => ForAll(books =>
    {
        var model = new PeriodModel(books);
        var state = model.Initial(Period);
        foreach (var e in books.Journal.Of(Period))
        {
            var next = model.Fold(state, e);
            var changed = next.Gauge.Version != state.Gauge.Version;
            Assert.Equal(state.Gauge.Version + (changed ? 1 : 0), next.Gauge.Version);
            Assert.Equal(changed, state.Gauge.Version == 0 || ScoreRules.Compute(state.Facts) != ScoreRules.Compute(next.Facts));
            Assert.Equal((next.Gauge.Score, next.Gauge.Coverage), (ScoreRules.Compute(next.Facts).Score, ScoreRules.Compute(next.Facts).Coverage));
            if (changed) Assert.Equal((e.Version, e.Type, e.At), (next.Gauge.InputsVersion, next.Gauge.Trigger, next.Gauge.ComputedAt));
            state = next;
        }
        Assert.Equal(Enumerable.Range(1, (int)state.Gauge.Version).Select(n => (long)n), books.Told.Where(told => told.PeriodId == Books.January).Select(told => told.Version));
    });

    private static void FoldsFromAnySnapshot<TState, TEvent>(IReadOnlyList<JournalEvent> events, EntityModel<TState, TEvent> model, EntityKey key, Func<TState, string> beyondJson)
        where TState : class
        where TEvent : class
    {
        var whole = events.Aggregate(model.Initial(key), model.Fold);
        for (var cut = 1; cut <= events.Count; cut++)
        {
            var prefix = events.Take(cut).Aggregate(model.Initial(key), model.Fold);
            var continued = events.Skip(cut).Aggregate(model.DecodeState(model.EncodeState(prefix)), model.Fold);
            Assert.Equal(beyondJson(whole), beyondJson(continued));
            Assert.Equal(model.Weight(whole), model.Weight(continued));
            Assert.Equal(Encoding.UTF8.GetString(model.EncodeState(whole)), Encoding.UTF8.GetString(model.EncodeState(continued)));
        }
    }

    private static void ForAll(Action<Books> holds) => Check.One(Config.QuickThrowOnFailure.WithMaxTest(200), Prop.ForAll(Arb.From(Stories), story =>
    {
        // The journal answers at once, so nothing is waited for.
        var books = Books.WithJanuary().GetAwaiter().GetResult();
        foreach (var (what, which) in story) Tell(books, what, which).GetAwaiter().GetResult();
        holds(books);
    }));

    private static async Task Tell(Books books, int what, int which)
    {
        books.Now += TimeSpan.FromHours(7);
        _ = what switch
        {
            0 => (await books.Sign((ReviewRole)which, Books.Id(which % 2 + 1), notes: "seen")).Refusal,
            1 => (await books.Revoke((ReviewRole)which, Books.Id(which % 2 + 1))).Refusal,
            2 => (await books.Acknowledge(Checklist.Steps[which])).Refusal,
            3 => (await books.Withdraw(Checklist.Steps[which])).Refusal,
            4 => (await books.Report(which == 0 ? null : 3 * which, 1)).Refusal,
            5 => (await books.Close("2026-01-31")).Refusal,
            6 => (await books.Reopen()).Refusal,
            7 => (await books.Post($"{Books.Day("2026-01-30").AddDays(which):yyyy-MM-dd}")).Refusal,
            8 => (await books.SetPolicy(Policies[which])).Refusal,
            9 => (await books.ForceClose("2026-01-31")).Refusal,
            _ => which == 0 ? (await books.Lock()).Refusal : (await books.Close($"2026-0{which + 1}-10")).Refusal,
        };
    }
}
