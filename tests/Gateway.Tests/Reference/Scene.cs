using Periods.Access;
using Periods.Gateway.Tests.Contract;
using Periods.Gateway.Tests.Running;

namespace Periods.Gateway.Tests.Reference;

/// <summary>A business with March open, on a service that gets into trouble on demand.</summary>
internal sealed record Scene(StagedService Service, Company Company, Guid Period)
{
    private const int AtOnce = 256;

    public Client Admin => Company.Admin.Client;

    public Client Member => Company.Member.Client;

    public Client Viewer => Company.Viewer.Client;

    public static async Task<Scene> Of(StagedService service)
    {
        var company = await Company.Found(new Client(service.Http), ContractService.OperatorToken);
        return new(service, company, await company.OpenPeriod());
    }

    public Task<Answer> During(Trouble trouble, Func<Task<Answer>> ask) => Service.During(trouble, ask);

    public async Task Closed() => (await Admin.ClosePeriod("2026-03-31")).Ok();

    public async Task Locked()
    {
        await Closed();
        (await Admin.LockPeriod(Period)).Ok();
    }

    public async Task Demands(string policy) => (await Admin.Put("/api/v1/businesses/policy", policy)).Ok();

    /// <summary>More of something than anybody would send over HTTP in a test: straight to the grains, many at once.</summary>
    public async Task Fill<T>(int count, Func<int, ValueTask<Outcome<T>>> command)
        where T : class
    {
        for (var done = 0; done < count; done += AtOnce)
            await Task.WhenAll(Enumerable.Range(done, Math.Min(AtOnce, count - done)).Select(n => command(n).AsTask()));
    }

    public Caller Caller => new(Company.Id, Company.Owner.Id);

    public Task FillUsers() => Fill(Limits.MembersPerBusinessMax, n => Service.Grains.Users(Company.Id)
        .AddUser(new(Caller, Guid.NewGuid(), $"{n}@acme.example", "A", "B", BusinessRole.Viewer)));

    public Task FillPeriods() => Fill(Limits.PeriodsPerBusinessMax, n => Service.Grains.Business(Company.Id)
        .CreatePeriod(new(Caller, Guid.NewGuid(), new DateOnly(1990, 1, 1).AddDays(n), new DateOnly(1990, 1, 1).AddDays(n))));

    public Task FillSignOffs() => Fill(Limits.SignOffsPerPeriodMax, _ => Service.Grains.Period(Company.Id, Period)
        .SignOff(new(new(Company.Id, Guid.NewGuid()), Guid.NewGuid(), Periods.Closing.ReviewRole.Partner, null)));
}
