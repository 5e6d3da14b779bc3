namespace Periods.Grains.Tests.Businesses;

/// <summary>Where two refusals apply, the one that stands first in <see cref="RefusalCode"/> is told. Further pairs stand in the decision tables.</summary>
public sealed class Precedence
{
    public static TheoryData<string, RefusalCode, RefusalCode> Pairs => new()
    {
        { "create backwards inside January", RefusalCode.PeriodEndBeforeStart, RefusalCode.PeriodOverlaps },
        { "create January again in a full calendar", RefusalCode.PeriodOverlaps, RefusalCode.TooManyPeriods },
        { "close before the last in a full calendar", RefusalCode.TooManyPeriods, RefusalCode.EndNotAfterLastPeriod },
        { "close in order after an open one in a full calendar", RefusalCode.TooManyPeriods, RefusalCode.EarlierPeriodOpen },
        { "close in order a locked one that ends in the future", RefusalCode.EndDateInFuture, RefusalCode.PeriodLocked },
        { "close in order the future before an open one", RefusalCode.EndDateInFuture, RefusalCode.EarlierPeriodOpen },
        { "close in order a locked one after an open one", RefusalCode.PeriodLocked, RefusalCode.EarlierPeriodOpen },
        { "close in order a closed one after an open one", RefusalCode.PeriodAlreadyClosed, RefusalCode.EarlierPeriodOpen },
        { "close in order before the last, after an open one", RefusalCode.EndNotAfterLastPeriod, RefusalCode.EarlierPeriodOpen },
        { "close what is demanded before the last", RefusalCode.EndNotAfterLastPeriod, RefusalCode.SignOffsMissing },
        { "close in order what is demanded after an open one", RefusalCode.EarlierPeriodOpen, RefusalCode.SignOffsMissing },
        { "force without a reason what is closed already", RefusalCode.PeriodAlreadyClosed, RefusalCode.ForceNeedsReason },
        { "sign off in a locked period full of sign-offs", RefusalCode.PeriodLocked, RefusalCode.TooManySignOffs },
    };

    [Theory]
    [MemberData(nameof(Pairs))]
    public async Task Of_two_refusals_the_first_is_told(string command, RefusalCode told, RefusalCode untold)
    {
        Assert.True(told < untold);

        Assert.Equal(told, (await Refused(command))!.Code);
    }

    private static async Task<Refusal?> Refused(string command)
    {
        var books = await Books.WithJanuary();
        switch (command)
        {
            case "create backwards inside January":
                return (await books.Create(Books.March, "2026-01-20", "2026-01-10")).Refusal;
            case "create January again in a full calendar":
                await Fill(books);
                return (await books.Create(Books.March, "2026-01-01", "2026-01-31")).Refusal;
            case "close before the last in a full calendar":
                await Fill(books);
                return (await books.Close("1800-01-01")).Refusal;
            case "close in order after an open one in a full calendar":
                await Fill(books);
                return (await books.Close("2026-02-05", ordered: true)).Refusal;
            case "close in order a locked one that ends in the future":
                await books.Close("2026-02-28");
                await books.Lock((await books.Business().ListPeriods(new(PeriodStatus.Closed, PeriodSort.PeriodEnd, true, 1, null, false))).Value!.Items[0].Id);
                return (await books.Close("2026-02-28", ordered: true)).Refusal;
            case "close in order the future before an open one":
                return (await books.Close("2026-02-28", ordered: true)).Refusal;
            case "close in order a locked one after an open one":
                await books.Create(Books.February, "2026-02-01", "2026-02-05");
                await books.Close("2026-02-05");
                await books.Lock(Books.February);
                return (await books.Close("2026-02-05", ordered: true)).Refusal;
            case "close in order a closed one after an open one":
                await books.Close("2026-02-05");
                return (await books.Close("2026-02-05", ordered: true)).Refusal;
            case "close what is demanded before the last":
                await books.SetPolicy(ClosePolicy.Default with { RequiredRoles = [ReviewRole.Partner] });
                return (await books.Close("2026-01-15")).Refusal;
            case "close in order what is demanded after an open one":
                await books.Create(Books.February, "2026-02-01", "2026-02-05");
                await books.SetPolicy(ClosePolicy.Default with { RequiredRoles = [ReviewRole.Partner] });
                return (await books.Close("2026-02-05", ordered: true)).Refusal;
            case "force without a reason what is closed already":
                await books.Close("2026-01-31");
                await books.SetPolicy(ClosePolicy.Default with { RequiredRoles = [ReviewRole.Partner] });
                return (await books.ForceClose("2026-01-31", null)).Refusal;
            case "close in order before the last, after an open one":
                await books.Close("2026-02-05");
                return (await books.Close("2026-02-03", ordered: true)).Refusal;
            default:
                for (var user = 1; user <= Limits.SignOffsPerPeriodMax; user++) await books.Sign(by: Books.Id(0x20000 + user));
                Assert.Equal(RefusalCode.TooManySignOffs, (await books.Sign()).Refusal!.Code);
                await books.Close("2026-01-31");
                await books.Lock();
                return (await books.Sign()).Refusal;
        }
    }

    private static async Task Fill(Books books)
    {
        for (var n = 1; n < Limits.PeriodsPerBusinessMax; n++)
        {
            var day = Books.Day("1900-01-01").AddDays(n);
            Assert.NotNull((await books.Business().CreatePeriod(new(Books.By(), Books.Id(0x10000 + n), day, day))).Value);
        }
    }
}
