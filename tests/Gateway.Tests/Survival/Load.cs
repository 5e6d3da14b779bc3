using System.Collections.Concurrent;
using Periods.Gateway.Tests.Running;

namespace Periods.Gateway.Tests.Survival;

/// <summary>Several clients of one company at work on its periods: sign-offs, inputs, steps, creates, closes and reopens.</summary>
internal sealed class Load(int seed, Ledger ledger)
{
    private static readonly string[] ReviewRoles = ["preparer", "reviewer", "controller", "partner"];
    private static readonly string[] Steps = ["trial_balance_review", "pnl_variance_review", "balance_sheet_review", "cash_review", "controller_review"];

    private readonly ConcurrentDictionary<Guid, DateOnly> _periods = new();
    private int _marks;
    private int _months;

    public IEnumerable<Guid> Periods => _periods.Keys;

    /// <summary>A period to begin with, so that everybody has something to do.</summary>
    public async Task Prepare(Company company)
    {
        await Create(company);
        Assert.NotEmpty(_periods);
    }

    /// <summary>Clients that go on until the service answers no more, or they are told to stop.</summary>
    public Task Run(Company company, int clients, int round, CancellationToken stop) => Task.WhenAll(Enumerable.Range(0, clients).Select(async client =>
    {
        var random = new Random(HashCode(seed, round, client));
        while (!stop.IsCancellationRequested)
            if (!await Step(company, random)) return;
    }));

    /// <summary>A mix of the numbers that is the same in every process, unlike System.HashCode.</summary>
    public static int HashCode(int a, int b, int c) => unchecked((a * 31 + b) * 31 + c);

    private Task<bool> Step(Company company, Random random)
    {
        var (period, end) = _periods.ElementAt(random.Next(_periods.Count));
        var count = random.Next(1_000);
        var role = ReviewRoles[random.Next(4)];
        var step = Steps[random.Next(5)];
        var roll = random.Next(100);
        return roll switch
        {
            < 40 => Send(company, "sign", (c, key) => c.As(roll % 2 == 0 ? "member" : "owner").Client.Keyed(key).SignOff(period, role, key)),
            < 48 => Send(company, "revoke", (c, key) => c.Member.Client.Keyed(key).RevokeSignOff(period, role)),
            // A number nobody reported before is always a change, and so an event.
            < 65 => Send(company, "inputs", (c, key) => c.Member.Client.Keyed(key).ReportInputs(
                period, $$"""{"transaction_count":{{1_000_000 + Interlocked.Increment(ref _marks)}},"unreviewed_count":{{count}}}""")),
            < 75 => Send(company, "ack", (c, key) => c.Member.Client.Keyed(key).Acknowledge(period, step)),
            < 80 => Send(company, "withdraw", (c, key) => c.Member.Client.Keyed(key).Delete($"{PeriodCalls.Periods}/{period}/checklist-acks/{step}")),
            < 84 => Create(company),
            < 91 => Send(company, "close", (c, key) => c.Admin.Client.Keyed(key).ClosePeriod($"{end:yyyy-MM-dd}", key)),
            _ => Send(company, "reopen", (c, key) => c.Admin.Client.Keyed(key).ReopenPeriod(period, key)),
        };
    }

    private Task<bool> Create(Company company)
    {
        var start = new DateOnly(2000, 1, 1).AddMonths(Interlocked.Increment(ref _months));
        var end = start.AddMonths(1).AddDays(-1);
        return Send(company, "create", async (c, key) =>
        {
            var answer = await c.Admin.Client.Keyed(key).CreatePeriod($"{start:yyyy-MM-dd}", $"{end:yyyy-MM-dd}");
            if (answer.Status == 201) _periods[answer.Id] = end;
            return answer;
        });
    }

    private Task<bool> Send(Company company, string what, Func<Company, string, Task<Answer>> send)
    {
        var mark = $"{what}-{Interlocked.Increment(ref _marks)}";
        return ledger.Send(mark, company, c => send(c, mark));
    }
}
