using System.Diagnostics;
using System.Globalization;
using Periods.Faults.Checks;
using Periods.Faults.Load;
using Periods.Faults.Running;
using Periods.Gateway.Tests.Running;
using Periods.K8s.Tests;
using Periods.K8s.Tests.Rules;
using Periods.Rollout.Playing;
using Periods.Rollout.Releases;
using Periods.Silo.Postgres;

namespace Periods.Rollout;

/// <summary>A release is rolled out, and rolled back, by the production manifests and under load, with this test for the cluster: no container is needed.</summary>
public sealed class Rehearsal(RolloutRun run) : IClassFixture<RolloutRun>
{
    private const int Seed = 20_260;

    [Fact]
    public async Task A_rollout_and_the_way_back_lose_no_acknowledged_command_fail_fewer_than_one_request_in_a_thousand_and_every_stream_resumes()
    {
        using var folder = new TempFolder();
        var (before, now) = await Release.Publish(folder);
        var manifests = Overlay.Render("production");
        var plan = Plan.Of(manifests);

        await using var database = new Database();
        var journal = database.NewJournal();
        await Journals.Execute(journal, PostgresSchema.Roles);
        var environment = new ContainerEnvironment(manifests, journal);
        await MigrationJob.Run(before, environment);
        await using var bystander = await Cluster.OnJournal(journal);
        await using var nginx = new Nginx();
        await using var endpoints = new Endpoints(nginx);
        await using var deployment = new Deployment(plan, environment, endpoints);
        await deployment.Install(before);

        // One silo more makes the companies and reads everything in the end. In between it is not there.
        var workload = await Workload.Prepare(bystander, Seed, () => nginx.Door);
        await bystander.Only.Terminate();
        var audience = new Audience(workload.Months, nginx.Door);
        await using var sessions = new Sessions(journal, ContainerEnvironment.ServiceRole);
        var since = Stopwatch.GetTimestamp();
        await workload.During(async () =>
        {
            await MigrationJob.Run(now, environment);
            await deployment.Roll(now);
            await deployment.Roll(before);
        });
        var took = Stopwatch.GetElapsedTime(since);

        await bystander.StartAll();
        await audience.MissedNothing(bystander.Only.Door);
        audience.Leave();
        await deployment.DisposeAsync();
        await audience.HaveLeft();
        var findings = await Invariants.Check(bystander, workload);
        var ledger = workload.Ledger;
        List<string> failures = [.. ledger.Failures, .. audience.Failures, .. Enumerable.Repeat("the door was shut", (int)ledger.TurnedAway)];
        run.Show(string.Create(CultureInfo.InvariantCulture, $"""
            Rollout {before.Version} -> {now.Version} -> {before.Version}, {plan.Replicas} silos, surge {plan.Surge}, in {took.TotalSeconds:0} s: {ledger.Acknowledged} commands acknowledged,
              {findings.Lost} lost, {findings.Doubled} doubled; {failures.Count} of {ledger.Attempts} requests failed; longest wait for a command {ledger.Worst.TotalSeconds:0.00} s;
              {audience.Watchers} streams resumed {audience.Resumed} times without a gap; exit after SIGTERM within {deployment.WorstExit.TotalSeconds:0.0} s; {sessions.Most} sessions on PostgreSQL at most
            {string.Join('\n', failures.CountBy(failure => failure).Select(kind => $"  {kind.Value} x {kind.Key}"))}
            """));

        Assert.Empty(findings.All.Take(10));
        Assert.True(failures.Count * 1000 < ledger.Attempts, $"{failures.Count} of {ledger.Attempts} requests failed:\n{string.Join('\n', deployment.Complaints.Take(20))}\n{nginx.Log()}");
        // Each rollout ended every stream: the silo that told it has left.
        Assert.True(audience.Resumed >= 2 * audience.Watchers, $"{audience.Watchers} streams resumed {audience.Resumed} times");
        Assert.True(sessions.Most <= ConnectionRules.Needed(manifests, plan.Replicas), $"{sessions.Most} sessions");
    }
}
