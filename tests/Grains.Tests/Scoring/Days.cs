using Periods.Grains.Closing;

namespace Periods.Grains.Tests.Scoring;

/// <summary>The score's history: a row for each day that changed it, where the business is; over days stand still.</summary>
public sealed class Days
{
    [Fact]
    public async Task A_day_is_the_last_score_it_had_and_a_day_without_a_change_has_none()
    {
        var books = await Books.WithJanuary();
        await books.Sign();
        await books.Sign(ReviewRole.Reviewer);
        Assert.Equal("02-10 28.6", await Told(books));

        books.Now = Books.At("2026-02-12T00:00:00Z");
        Assert.Equal("02-10 28.6", await Told(books));
        await books.Acknowledge();
        await books.Revoke();

        Assert.Equal("02-10 28.6, 02-12 28.6", await Told(books));
        await books.Revoke(ReviewRole.Reviewer);
        Assert.Equal("02-10 28.6, 02-12 14.3", await Told(books));
    }

    [Theory]
    [InlineData("UTC", "2026-02-11T10:59:59Z", "02-10 0.0, 02-11 14.3")]
    [InlineData("Pacific/Auckland", "2026-02-10T12:00:01Z", "02-11 14.3")]
    [InlineData("Pacific/Auckland", "2026-02-11T10:59:59Z", "02-11 14.3")] // UTC+13 in summer
    [InlineData("Pacific/Auckland", "2026-02-11T11:00:00Z", "02-11 0.0, 02-12 14.3")]
    [InlineData("America/New_York", "2026-02-11T04:59:59Z", "02-10 14.3")]
    [InlineData("America/New_York", "2026-02-11T05:00:00Z", "02-10 0.0, 02-11 14.3")]
    public async Task A_day_ends_where_the_business_is(string zone, string now, string history)
    {
        var books = await Books.WithJanuary(zone);
        books.Now = Books.At(now);
        await books.Sign();

        Assert.Equal(history, await Told(books));
        Assert.Equal(history, await Told(books.Restarted()));
    }

    [Fact]
    public async Task What_does_not_change_the_score_makes_no_day()
    {
        var books = await Books.WithJanuary();
        books.Now += TimeSpan.FromDays(1);
        await books.Close("2026-01-31");
        await books.Lock();
        books.Now += TimeSpan.FromDays(1);
        await books.Reopen();

        Assert.Equal("02-10 0.0", await Told(books));
    }

    [Fact]
    public async Task On_lock_the_last_score_stands_still()
    {
        var books = await Books.WithJanuary();
        await books.Close("2026-01-31");
        books.Now += TimeSpan.FromDays(1);
        await books.Sign();
        await books.Lock();
        books.Now += TimeSpan.FromDays(1);
        Assert.Equal(RefusalCode.PeriodLocked, (await books.Sign(ReviewRole.Reviewer)).Refusal!.Code);
        await books.SetPolicy(ClosePolicy.Default with { RequiredSteps = [] });

        Assert.Equal("02-10 0.0, 02-11 14.3", await Told(books));
    }

    [Fact]
    public async Task A_clock_that_is_behind_reopens_no_day_that_is_over()
    {
        var books = await Books.WithJanuary();
        books.Now = Books.At("2026-02-11T00:00:01Z");
        await books.Sign();
        books.Now = Books.At("2026-02-10T23:59:59Z");
        await books.Sign(ReviewRole.Reviewer);
        Assert.Equal("02-10 0.0, 02-11 28.6", await Told(books));

        books.Now = Books.At("2026-02-11T00:00:02Z");
        await books.Acknowledge();
        Assert.Equal("02-10 0.0, 02-11 42.9", await Told(books));
    }

    [Fact]
    public async Task A_clock_that_is_behind_on_the_first_day_makes_none_of_a_day_to_come()
    {
        var books = await Books.WithJanuary();
        books.Now -= TimeSpan.FromDays(1);
        await books.Sign();

        Assert.Equal("02-09 14.3", await Told(books));
    }

    [Fact]
    public async Task A_snapshot_knows_where_the_business_is()
    {
        var books = await Books.WithJanuary("Pacific/Auckland");
        var model = new PeriodModel(books);

        var state = model.DecodeState(model.EncodeState((await books.Resident()).State));

        // Noon of the tenth in UTC is past midnight there.
        Assert.Equal(Books.Day("2026-02-11"), state.GaugeDay);
    }

    [Fact]
    public async Task The_newest_are_told_oldest_first_and_there_is_an_end_to_what_is_kept()
    {
        var books = await Books.WithJanuary();
        var first = books.Now;
        for (var day = 1; day <= Limits.ScoreDaysKept + 5; day++)
        {
            books.Now = first.AddDays(day);
            _ = day % 2 == 0 ? (await books.Revoke()).Refusal : (await books.Sign()).Refusal;
        }

        var two = (await books.Period().GetScoreHistory(2)).Value!.Items;
        Assert.Equal([DateOnly.FromDateTime(first.AddDays(1_004).DateTime), DateOnly.FromDateTime(first.AddDays(1_005).DateTime)], two.Select(day => day.Date));
        Assert.Equal([0m, 14.3m], two.Select(day => day.Score));
        var all = (await books.Restarted().Period().GetScoreHistory(Limits.PageSizeMax)).Value!.Items;
        Assert.Equal((Limits.PageSizeMax, DateOnly.FromDateTime(first.AddDays(6).DateTime)), (all.Count, all[0].Date));
        Assert.Equal(Limits.ScoreDaysKept, (await books.Resident()).State.Days.All.Count());
    }

    [Fact]
    public async Task A_period_worked_on_for_a_day_holds_nothing_of_it()
    {
        var books = await Books.WithJanuary();
        await books.Sign();

        Assert.Empty((await books.Resident()).State.Days.All);
        Assert.Null((await books.Resident()).State.Zone);
    }

    /// <summary>The score as JSON has it: a day reads the same whether it has ended or not.</summary>
    private static async Task<string> Told(Books books) => string.Join(
        ", ", (await books.Period().GetScoreHistory(60)).Value!.Items.Select(day => FormattableString.Invariant($"{day.Date:MM-dd} {day.Score}")));
}
