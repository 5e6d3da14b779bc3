namespace Periods.Grains.Tests.Businesses;

/// <summary>Where a period that is created by closing begins, and when "in order" says no.</summary>
public sealed class CloseRules
{
    [Fact]
    public async Task An_existing_period_is_closed_as_it_is()
    {
        var books = await Books.WithJanuary();

        var closed = (await books.Close("2026-01-31", newId: Books.March)).Value!;

        Assert.Equal((Books.January, PeriodStatus.Closed, "month end", Books.Ann, books.Now), (closed.Id, closed.Status, closed.LockReason, closed.ClosedBy, closed.ClosedAt));
        Assert.Equal(1, (await Calendar(books)).Total);
    }

    [Fact]
    public async Task In_a_zone_that_the_host_does_not_know_it_is_the_day_that_it_is_in_UTC()
    {
        var books = new Books();
        await books.CreateBusiness("Mars/Olympus");

        Assert.Equal(Books.Day("2026-02-10"), (await books.Close("2026-02-11", ordered: true)).Refusal!.Bound);
        Assert.Equal(PeriodStatus.Closed, (await books.Close("2026-02-10", ordered: true)).Value!.Status);
    }

    [Fact]
    public async Task A_zone_in_another_case_of_letters_is_none_that_the_host_knows_whomever_it_was_asked_for_before()
    {
        var (right, wrong) = (new Books(), new Books());
        (right.Now, wrong.Now) = (Books.At("2026-01-31T11:00:00Z"), Books.At("2026-01-31T11:00:00Z"));
        await right.CreateBusiness("Pacific/Auckland");
        await wrong.CreateBusiness("pacific/auckland");

        Assert.NotNull((await right.Close("2026-02-01", ordered: true)).Value);
        Assert.Equal(Books.Day("2026-01-31"), (await wrong.Close("2026-02-01", ordered: true)).Refusal!.Bound);
    }

    [Fact]
    public async Task A_period_has_in_its_own_history_why_it_was_closed_locked_and_reopened()
    {
        var books = await Books.WithJanuary();

        await books.Close("2026-01-31");
        await books.Lock();
        await books.Reopen();

        Assert.Equal(
            ["""closed.v1 {"reason":"month end"}""", """locked.v1 {"reason":"audited"}""", """reopened.v1 {"reason":"late invoice"}"""],
            books.Journal.Of(EntityKey.ForPeriod(Books.Acme, Books.January)).Skip(1).Select(e => $"{e.Type} {System.Text.Encoding.UTF8.GetString(e.Data)}"));
    }

    [Theory]
    [InlineData("2026-01-31", "2026-01-01")]
    [InlineData("2026-01-01", "2026-01-01")]
    [InlineData("2024-02-29", "2024-02-01")]
    [InlineData("2026-12-15", "2026-12-01")]
    [InlineData("0001-01-31", "0001-01-01")]
    [InlineData("9999-12-31", "9999-12-01")]
    public async Task The_first_period_ever_begins_with_its_month(string end, string start)
    {
        var books = new Books();
        await books.CreateBusiness();

        var closed = (await books.Close(end, newId: Books.March)).Value!;

        Assert.Equal((Books.March, Books.Day(start), Books.Day(end), PeriodStatus.Closed), (closed.Id, closed.Start, closed.End, closed.Status));
    }

    [Theory]
    [InlineData("2024-02-28", "2024-03-31", "2024-02-29")]
    [InlineData("2024-02-29", "2024-03-31", "2024-03-01")]
    [InlineData("2026-02-28", "2026-03-31", "2026-03-01")]
    [InlineData("2025-12-31", "2026-12-31", "2026-01-01")]
    [InlineData("9999-12-30", "9999-12-31", "9999-12-31")]
    public async Task Later_ones_begin_the_day_after_the_last(string lastEnd, string end, string start)
    {
        var books = new Books();
        await books.CreateBusiness();
        await books.Close(lastEnd);

        var closed = (await books.Close(end)).Value!;

        Assert.Equal((Books.Day(start), Books.Day(end)), (closed.Start, closed.End));
    }

    [Fact]
    public async Task After_the_last_day_there_is_none()
    {
        var books = new Books();
        await books.CreateBusiness();
        await books.Close("9999-12-31");

        Assert.Equal(RefusalCode.PeriodAlreadyClosed, (await books.Close("9999-12-31")).Refusal!.Code);
        Assert.Equal(RefusalCode.EndNotAfterLastPeriod, (await books.Close("9999-12-30")).Refusal!.Code);
    }

    [Theory]
    [InlineData("Pacific/Auckland", "2026-01-31T11:00:00Z", "2026-02-01", true)] // UTC+13 in summer: midnight there
    [InlineData("Pacific/Auckland", "2026-01-31T10:59:59Z", "2026-02-01", false)]
    [InlineData("UTC", "2026-01-31T11:00:00Z", "2026-02-01", false)]
    [InlineData("UTC", "2026-01-31T11:00:00Z", "2026-01-31", true)]
    [InlineData("America/New_York", "2026-02-01T04:59:59Z", "2026-02-01", false)]
    [InlineData("America/New_York", "2026-02-01T05:00:00Z", "2026-02-01", true)]
    [InlineData("America/New_York", "2026-03-09T04:00:00Z", "2026-03-09", true)] // one hour earlier than the day before: summer time began
    [InlineData("America/New_York", "2026-03-09T03:59:59Z", "2026-03-09", false)]
    public async Task In_order_the_end_may_be_today_where_the_business_is(string zone, string now, string end, bool closes)
    {
        var books = new Books();
        await books.CreateBusiness(zone);
        books.Now = Books.At(now);

        var (closed, refusal) = await books.Close(end, ordered: true);

        Assert.Equal(closes, closed is not null);
        if (!closes) Assert.Equal(new Refusal(RefusalCode.EndDateInFuture, Books.Day(end).AddDays(-1)), refusal);
    }

    // Calendars read "start/end/status"; today is 2026-02-10.
    [Theory]
    [InlineData("01-01/01-31/open", "01-31", "closed 01-01")]
    [InlineData("01-01/01-31/closed", "02-05", "closed 02-01")]
    [InlineData("01-01/01-31/locked", "02-05", "closed 02-01")]
    [InlineData("01-01/01-20/closed", "02-05", "closed 01-21")]
    [InlineData("01-01/01-20/locked", "02-05", "closed 01-21")]
    [InlineData("01-01/01-31/open", "02-05", "EarlierPeriodOpen")]
    [InlineData("01-01/01-31/open 02-01/02-05/open", "02-05", "EarlierPeriodOpen")]
    [InlineData("01-01/01-31/closed 02-01/02-05/open", "02-05", "closed 02-01")]
    [InlineData("01-01/01-31/closed 02-01/02-05/open", "01-15", "EndNotAfterLastPeriod")]
    [InlineData("01-01/01-31/closed", "01-30", "EndNotAfterLastPeriod")]
    [InlineData("01-01/01-10/closed 02-01/02-05/open", "01-31", "closed 01-11")]
    [InlineData("01-01/01-10/closed 02-01/02-05/open", "02-03", "EarlierPeriodOpen")]
    [InlineData("01-01/01-10/closed 02-05/02-08/open", "02-05", "EarlierPeriodOpen")]
    [InlineData("01-01/01-10/closed 02-05/02-08/open", "02-04", "closed 01-11")]
    [InlineData("01-01/01-10/open 01-11/01-20/closed", "01-10", "closed 01-01")]
    public async Task In_order_nothing_earlier_stays_open_and_nothing_is_left_out(string calendar, string end, string outcome)
    {
        var books = await WithCalendar(calendar);

        var (closed, refusal) = await books.Close($"2026-{end}", ordered: true);

        Assert.Equal(outcome, closed is null ? refusal!.Code.ToString() : $"closed {closed.Start:MM-dd}");
    }

    [Theory]
    [InlineData("01-01/01-31/open 02-01/02-05/open", "02-05", "closed 02-01")]
    [InlineData("01-01/01-31/open", "02-28", "closed 02-01")]
    [InlineData("01-01/01-31/open", "01-15", "EndNotAfterLastPeriod")]
    [InlineData("01-01/01-10/closed 02-01/02-05/open", "01-31", "EndNotAfterLastPeriod")]
    public async Task Without_order_any_period_closes_and_new_ones_follow_the_last(string calendar, string end, string outcome)
    {
        var books = await WithCalendar(calendar);

        var (closed, refusal) = await books.Close($"2026-{end}");

        Assert.Equal(outcome, closed is null ? refusal!.Code.ToString() : $"closed {closed.Start:MM-dd}");
    }

    [Fact]
    public async Task A_name_given_at_a_close_stays_until_another_is_given()
    {
        var books = await Books.WithJanuary();
        Assert.Equal("Jan", (await CloseNamed("Jan")).Name);
        await books.Reopen();
        Assert.Equal("Jan", (await CloseNamed(null)).Name);
        await books.Reopen();
        Assert.Equal("January", (await CloseNamed("January")).Name);

        async Task<PeriodView> CloseNamed(string? name) =>
            (await books.Business().ClosePeriod(new(Books.By(), Books.March, Books.Day("2026-01-31"), null, name, false))).Value!;
    }

    [Theory]
    [InlineData("2025-12-01", "2025-12-31", true)]
    [InlineData("2025-12-01", "2026-01-01", false)]
    [InlineData("2026-01-01", "2026-01-01", false)]
    [InlineData("2026-01-15", "2026-01-15", false)]
    [InlineData("2025-12-31", "2026-02-01", false)]
    [InlineData("2026-01-31", "2026-01-31", false)]
    [InlineData("2026-01-31", "2026-02-28", false)]
    [InlineData("2026-02-01", "2026-02-28", true)]
    public async Task No_two_periods_share_a_day(string start, string end, bool isCreated)
    {
        var books = await Books.WithJanuary();

        Assert.Equal(isCreated ? null : RefusalCode.PeriodOverlaps, (await books.Create(Books.February, start, end)).Refusal?.Code);
    }

    private static async Task<Books> WithCalendar(string calendar)
    {
        var books = new Books();
        await books.CreateBusiness();
        foreach (var (text, n) in calendar.Split(' ').Select((text, n) => (text.Split('/'), n)))
        {
            await books.Create(Books.Id(n + 1), $"2026-{text[0]}", $"2026-{text[1]}");
            if (text[2] is "closed" or "locked") await books.Close($"2026-{text[1]}");
            if (text[2] is "locked") await books.Lock(Books.Id(n + 1));
        }
        return books;
    }

    private static async Task<PeriodPage> Calendar(Books books) => (await books.Business().ListPeriods(new(null, PeriodSort.PeriodStart, false, 50, null, false))).Value!;
}
