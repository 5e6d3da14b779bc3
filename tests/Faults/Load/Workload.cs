using Periods.Closing;
using Periods.Faults.Running;
using Periods.Gateway.Tests.Running;

namespace Periods.Faults.Load;

/// <summary>Users of several companies at month end, all on the same few periods: sign-offs, revocations, reports, closes, locks, reopens, new periods, and reads.</summary>
internal sealed class Workload
{
    private const int Companies = 2;
    private const int ClientsPerCompany = 5;
    private const int MonthsAtFirst = 3;

    /// <summary>Enough to spread out, few enough to stay busy.</summary>
    private const int MonthsMax = 24;

    /// <summary>Between two requests of a client: the machine is shared.</summary>
    private static readonly TimeSpan Pace = TimeSpan.FromMilliseconds(8);

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly Func<Door> _route;
    private readonly Random _seeds;
    private readonly List<Company> _companies = [];
    private readonly List<Month> _months = [];
    private readonly Lock _gate = new();
    private int _counts;

    private Workload(int seed, Func<Door> route) => (_route, _seeds) = (route, new Random(seed));

    public Ledger Ledger { get; } = new();

    public IReadOnlyList<Company> Tenants => _companies;

    public IReadOnlyList<Month> Months
    {
        get
        {
            lock (_gate) return [.. _months];
        }
    }

    /// <summary>Companies, their people and some open months, made through the service.</summary>
    /// <param name="route">Which silo an attempt goes to; one after the other unless told otherwise.</param>
    public static async Task<Workload> Prepare(Cluster cluster, int seed, Func<Door>? route = null)
    {
        var workload = new Workload(seed, route ?? cluster.Next);
        for (var i = 0; i < Companies; i++) workload._companies.Add(await cluster.NewCompany());
        foreach (var company in workload._companies)
        {
            for (var i = 0; i < MonthsAtFirst; i++) await workload.NewMonth(workload.NewClient("setup"), company);
        }
        return workload;
    }

    /// <summary>Keeps everybody busy while something happens; ends when each has an answer to what it last asked, or has given up.</summary>
    public async Task During(Func<Task> happening)
    {
        using var stop = new CancellationTokenSource();
        var clients = _companies.SelectMany(company => Enumerable.Range(0, ClientsPerCompany).Select(i => Ask(company, i, new Random(_seeds.Next()), stop.Token))).ToList();
        try
        {
            await happening();
        }
        finally
        {
            await stop.CancelAsync();
            await Task.WhenAll(clients);
        }
    }

    /// <summary>Waits until so many more commands were acknowledged.</summary>
    public async Task Acknowledges(int more)
    {
        var until = Ledger.Acknowledged + more;
        await Until.Holds(() => Task.FromResult(Ledger.Acknowledged >= until));
    }

    /// <param name="route">Its own, instead of the one all have.</param>
    public LoadClient NewClient(string name, Func<Door>? route = null) => new(name, route ?? _route, Ledger, Patience);

    /// <summary>A report that was never made before.</summary>
    public Request NewReport(Month month) => new(Deed.Report, month.Company, month.Company.Member, month, Count: Interlocked.Increment(ref _counts));

    /// <param name="isPrivate">Left alone by everybody but who made it.</param>
    public async Task<Month> NewMonth(LoadClient client, Company company, bool isPrivate = false)
    {
        Month month;
        lock (_gate)
        {
            month = new Month(company, new DateOnly(2010, 1, 1).AddMonths(_months.Count(m => m.Company == company)), isPrivate);
            _months.Add(month);
        }
        await client.Do(new Request(Deed.Create, company, company.Admin, month));
        return month;
    }

    private async Task Ask(Company company, int number, Random random, CancellationToken stop)
    {
        await Task.Yield();
        var client = NewClient($"{company.Id:N}/{number}");
        var person = number switch { 0 => company.Owner, 1 or 2 => company.Admin, _ => company.Member };
        using var pace = new PeriodicTimer(Pace);
        while (!stop.IsCancellationRequested)
        {
            if (person == company.Admin && random.Next(100) == 0 && Months.Count < MonthsMax) await NewMonth(client, company);
            else if (Pick(company, person, random) is { } request) await client.Do(request);
            await pace.WaitForNextTickAsync(CancellationToken.None);
        }
    }

    private Request? Pick(Company company, Person person, Random random)
    {
        var deed = DeedOf(random.Next(100), mayClose: person != company.Member);
        var known = Months.Where(m => m.Period is not null && !m.IsPrivate && m.Company == company == (deed != Deed.Snoop)).ToList();
        if (known.Count == 0) return null;
        // Half of all goes to one hot month.
        var month = random.Next(2) == 0 ? known[0] : known[random.Next(known.Count)];
        return deed == Deed.Report
            ? NewReport(month) with { Person = person }
            : new Request(deed, company, person, month, (ReviewRole)random.Next(4));
    }

    private static Deed DeedOf(int dice, bool mayClose) => dice switch
    {
        < 22 => Deed.SignOff,
        < 32 => Deed.Revoke,
        < 52 => Deed.Report,
        < 62 when mayClose => Deed.Close,
        < 64 when mayClose => Deed.Lock,
        < 76 when mayClose => Deed.Reopen,
        < 84 => Deed.GetStatus,
        < 96 => Deed.GetScore,
        < 98 => Deed.List,
        _ => Deed.Snoop,
    };
}
