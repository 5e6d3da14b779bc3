using Periods.Businesses;
using Periods.Closing;

namespace Periods.Scale.Memory;

/// <summary>Makes businesses and their months through the grains, so many at a time that commits are full.</summary>
internal sealed class Filling(Host host, Months months)
{
    /// <summary>With a dozen commands each it stays below what the journal lets wait.</summary>
    private const int BusinessesAtOnce = 512;

    private static readonly string[] Steps = ["trial_balance_review", "pnl_variance_review", "balance_sheet_review", "cash_review", "controller_review"];

    private long _commands;

    public long Commands => Interlocked.Read(ref _commands);

    public Task Run(int businesses) => Parallel.ForAsync(
        0, businesses, new ParallelOptions { MaxDegreeOfParallelism = BusinessesAtOnce }, async (business, _) => await Make(business));

    private async Task Make(int business)
    {
        var id = Businesses.Business(business);
        var grain = host.Business(id);
        var caller = new Caller(id, Businesses.Preparer);
        await Done(grain.Create(new CreateBusiness(caller, "Company", "UTC")));
        await Task.WhenAll(Enumerable.Range(0, Businesses.PeriodsEach).Select(month => Done(grain.CreatePeriod(
            new CreatePeriod(caller, Businesses.Period(business, month), Businesses.Start(month), Businesses.End(month))))));
        if (months == Months.Worked)
            for (var month = 0; month < Businesses.PeriodsEach; month++) await Work(grain, caller, business, month);
    }

    private async Task Work(IBusinessGrain grain, Caller caller, int business, int month)
    {
        var period = host.Period(caller.BusinessId, Businesses.Period(business, month));
        await Done(period.ReportInputs(new ReportInputs(
            caller, new(true, 1000), new(true, 10), new(true, 5), new(true, new Reconciliations(8, 7)), new(true, new Anomalies(0, 1, 2)))));
        await Task.WhenAll(Steps.Select((step, i) =>
            Done(period.AcknowledgeStep(new AcknowledgeStep(caller, Businesses.Ack(business, month, i), step, null)))));
        await Done(period.SignOff(new SignOff(caller, Businesses.SignOff(business, month, 0), ReviewRole.Preparer, "complete, agrees with the ledger")));
        var reviewer = caller with { UserId = Businesses.Reviewer };
        await Done(period.SignOff(new SignOff(reviewer, Businesses.SignOff(business, month, 1), ReviewRole.Reviewer, "looked at all variances")));
        await Done(grain.ClosePeriod(new ClosePeriod(caller, default, Businesses.End(month), "month end", null, Ordered: false)));
    }

    private async Task Done<T>(ValueTask<Outcome<T>> command)
        where T : class
    {
        if ((await command).Refusal is { } refusal) throw new InvalidOperationException($"Refused while filling: {refusal.Code}");
        Interlocked.Increment(ref _commands);
    }
}
