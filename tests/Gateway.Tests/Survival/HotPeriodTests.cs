using System.Collections.Concurrent;
using Periods.Gateway.Tests.Running;

namespace Periods.Gateway.Tests.Survival;

/// <summary>Everybody on one period at once.</summary>
[Collection("Processes")]
public sealed class HotPeriodTests
{
    private const int Connections = 64;
    private static readonly string[] Roles = ["preparer", "reviewer", "controller", "partner"];

    [Fact]
    public async Task Ten_thousand_sign_offs_at_once_on_one_period_are_all_kept_in_few_commits_and_fill_it()
    {
        await using var own = await OwnService.Start();
        var company = await own.Service.NewCompany();
        var period = await company.OpenPeriod();
        using var http = new HttpClient(new SocketsHttpHandler { MaxConnectionsPerServer = Connections, UseProxy = false }) { BaseAddress = own.Service.Anonymous.Address };
        var people = await Hire(company.At(new Client(http)), Limits.SignOffsPerPeriodMax / Roles.Length);

        var acknowledged = new ConcurrentBag<string>();
        var commits = Journal.Commits(own.Service.JournalPath);
        await AtOnce(Limits.SignOffsPerPeriodMax, async i =>
        {
            var answer = await people[i / Roles.Length].Client.SignOff(period, Roles[i % Roles.Length], $"n-{i}");
            Assert.True(answer.Status == 201, $"{answer.Status} {answer.Body}");
            acknowledged.Add(answer.Text("notes"));
        });
        commits = Journal.Commits(own.Service.JournalPath) - commits;

        Assert.True(commits < Limits.SignOffsPerPeriodMax / 4, $"{commits} commits");
        (await company.Owner.Client.SignOff(period, "partner")).IsError(400, "too_many_sign_offs", "The period has as many sign-offs as it may have");
        (await people[0].Client.SignOff(period, "preparer", "n-0")).Ok();
        var kept = (await Journal.ReadVerified(own.Service.JournalPath)).Where(f => f.Entity.Period == period && f.Type == "signed-off.v1")
            .Select(f => f.Data.GetProperty("notes").GetString()!);
        Assert.Equal(acknowledged.Append("n-0").Order(StringComparer.Ordinal), kept.Order(StringComparer.Ordinal));
    }

    private static async Task<Person[]> Hire(Company company, int count)
    {
        var people = new Person[count];
        await AtOnce(count, async i => people[i] = await company.Hire("member"));
        return people;
    }

    /// <summary>As many at a time as there are connections.</summary>
    private static Task AtOnce(int count, Func<int, Task> work) =>
        Parallel.ForAsync(0, count, new ParallelOptions { MaxDegreeOfParallelism = Connections }, async (i, _) => await work(i));
}
