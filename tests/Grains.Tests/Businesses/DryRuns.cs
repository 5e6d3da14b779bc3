using FsCheck;
using FsCheck.Fluent;

namespace Periods.Grains.Tests.Businesses;

/// <summary>Whatever happened before: a dry run tells what the close that follows it answers, and changes nothing.</summary>
public sealed class DryRuns
{
    private static readonly Gen<(int What, int Which)[]> Stories = Gen.Choose(0, 9).SelectMany(what => Gen.Choose(0, 3).Select(which => (what, which))).ArrayOf();

    private static readonly string[] Ends = ["2026-01-31", "2026-02-10", "2026-01-15", "2026-02-28"];

    private static readonly ClosePolicy[] Policies =
    [
        ClosePolicy.Default,
        ClosePolicy.Default with { RequiredRoles = [ReviewRole.Preparer] },
        ClosePolicy.Default with { RequiredSteps = [Books.Cash], DropStale = true, SegregationOfDuties = true },
        ClosePolicy.Default with { MinScore = 20, SequentialClose = true, AllowFutureEndDates = false },
    ];

    [Fact]
    public void A_dry_run_is_what_the_close_answers() => Check.One(Config.QuickThrowOnFailure.WithMaxTest(500), Prop.ForAll(Arb.From(Stories), story =>
    {
        foreach (var end in Ends)
            foreach (var ordered in new[] { true, false })
            {
                // The journal answers at once, so nothing is waited for.
                var books = Told(story).GetAwaiter().GetResult();
                Agree(books, end, ordered).GetAwaiter().GetResult();
            }
    }));

    private static async Task Agree(Books books, string end, bool ordered)
    {
        var commits = books.Journal.Commits.Count;
        var dry = (await books.Business().ValidateClose(new(Books.By(key: Books.Key("never kept")), Books.March, Books.Day(end), null, null, ordered))).Value!;
        Assert.Equal(commits, books.Journal.Commits.Count);

        var (closed, refusal) = await books.Close(end, ordered);

        Assert.Equal(dry.CanClose, closed is not null);
        Assert.Equal(dry.Checks.FirstOrDefault(check => check is { IsBlocking: true, Passed: false })?.Refusal, refusal?.Code);
        if (closed is not null) Assert.Equal((dry.Start, dry.End), (closed.Start, closed.End));
        Assert.Equal(dry.Checks.Select(check => check.Refusal).Order(), dry.Checks.Select(check => check.Refusal));
        Assert.All(dry.Checks, check => Assert.Equal(check.Passed, check.Count == 0));
    }

    private static async Task<Books> Told((int What, int Which)[] story)
    {
        var books = await Books.WithJanuary();
        foreach (var (what, which) in story)
        {
            _ = what switch
            {
                0 => (await books.Sign((ReviewRole)which, Books.Id(which % 2 + 1))).Refusal,
                1 => (await books.Acknowledge(Books.Cash)).Refusal,
                2 => (await books.Report(10 * which)).Refusal,
                3 => (await books.Close(Ends[which])).Refusal,
                4 => (await books.Reopen()).Refusal,
                5 => (await books.Lock()).Refusal,
                6 => (await books.Create(Books.February, "2026-02-01", which == 0 ? "2026-02-10" : "2026-02-28")).Refusal,
                7 => (await books.ForceClose(Ends[which])).Refusal,
                _ => (await books.SetPolicy(Policies[which])).Refusal,
            };
        }
        return books;
    }
}
