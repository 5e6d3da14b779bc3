using Periods.Businesses;
using Periods.Closing;

namespace Periods.Silo.Tests.Orleans;

/// <summary>A business with an open period.</summary>
internal sealed record OpenMonth(Guid Business, Guid Period)
{
    private static readonly DateOnly Start = new(2026, 1, 1), End = new(2026, 1, 31);

    public static async Task<OpenMonth> In(IGrains grains)
    {
        var month = new OpenMonth(Guid.NewGuid(), Guid.NewGuid());
        var caller = new Caller(month.Business, Guid.Empty);
        Accepted(await grains.Business(month.Business).Create(new CreateBusiness(caller, "Acme", "UTC")));
        Accepted(await grains.Business(month.Business).CreatePeriod(new CreatePeriod(caller, month.Period, Start, End)));
        return month;
    }

    public static T Accepted<T>(Outcome<T> outcome)
        where T : class
    {
        Assert.Null(outcome.Refusal);
        return outcome.Value!;
    }

    public IPeriodGrain Of(IGrains grains) => grains.Period(Business, Period);

    /// <summary>By somebody who has not signed yet.</summary>
    public SignOff NewSignOff(string? key = null) =>
        new(new Caller(Business, Guid.NewGuid(), key is null ? null : new CommandKey(key, UInt128.One)), Guid.NewGuid(), ReviewRole.Preparer, null);

    public ReportInputs NewReport(int unreviewed) => new(new Caller(Business, Guid.NewGuid()), new(true, 100), new(true, unreviewed), default, default, default);

    public ClosePeriod NewClose() => new(new Caller(Business, Guid.NewGuid()), Guid.NewGuid(), End, null, null, Ordered: false);

    public async Task<int> SignOffs(IGrains grains) => Accepted(await Of(grains).ListSignOffs()).Items.Count;
}
