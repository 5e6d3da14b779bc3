using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Periods.Gateway.Tests.Running;
using Periods.Gateway.Tests.Streams;
using Periods.Gateway.Tests.Telemetry;
using Periods.Silo.Tests.Postgres;

namespace Periods.Gateway.Tests.Orleans;

/// <summary>What a process is in the cluster, by configuration.</summary>
public sealed class RoleTests
{
    [Fact]
    public async Task A_process_that_only_hosts_grains_and_one_that_only_answers_requests_are_the_service_together()
    {
        await using var postgres = PostgresCluster.Create();
        var journal = ("ConnectionStrings__Journal", postgres.NewDatabase());
        await using var silo = await ManagedService.Start(journal, ("Orleans__Role", "silo"));
        await using var gateway = await ManagedService.Start(journal, ("Orleans__Role", "client"));

        var company = await gateway.Process.NewCompany();
        var period = await company.OpenPeriod();
        using var stream = await ScoreStream.Open(company.Viewer.Client, period);
        await stream.Next();
        (await company.Member.Client.SignOff(period, "preparer")).Ok();
        Assert.Equal(2, (await stream.Next())!.Id);
        (await company.Admin.Client.ClosePeriod("2026-03-31")).Ok();
        (await company.Admin.Client.ClosePeriod("2026-03-31")).IsStatus(400);

        var (hosted, asked) = (await silo.Scrape(), await gateway.Scrape());
        Assert.Equal(1, hosted.Value("periods_entity_activations_total", ("periods_entity_kind", "period")));
        Assert.Equal(2, Sum(hosted, "periods_commands_total", "close-period"));
        Assert.All(Ours(asked), family => Assert.StartsWith("periods_score_", family.Name, StringComparison.Ordinal));
        Assert.DoesNotContain(Ours(hosted), family => family.Name.StartsWith("periods_score_", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_process_that_only_hosts_grains_answers_no_request_but_about_its_health()
    {
        await using var postgres = PostgresCluster.Create();
        await using var silo = await ServiceProcess.Start(postgres.NewDatabase(), settings: ("Orleans__Role", "silo"));
        var house = silo.Anonymous.With("Authorization", $"Bearer {TestService.OperatorToken}");

        (await house.Post("/api/v1/businesses", """{"name":"Acme"}""")).IsError(404, "not_found", "Not Found");
        (await house.Get("/openapi.json")).IsError(404, "not_found", "Not Found");
        (await silo.Anonymous.Get("/health/ready")).Is(200, """{"status":"ready"}""");
    }

    [Fact]
    public async Task A_process_that_only_answers_requests_is_ready_as_long_as_a_silo_answers_it_and_can_write()
    {
        await using var postgres = PostgresCluster.Create();
        var journal = postgres.NewDatabase();
        await using var silo = await ServiceProcess.Start(journal, settings: ("Orleans__Role", "silo"));
        await using var gateway = await ServiceProcess.Start(journal, settings: ("Orleans__Role", "client"));
        (await gateway.Anonymous.Get("/health/ready")).Is(200, """{"status":"ready"}""");

        postgres.Stop();
        await Until.Holds(async () => (await gateway.Anonymous.Get("/health/ready")).Status == 503);
        postgres.Start();
        await Until.Holds(async () => (await gateway.Anonymous.Get("/health/ready")).Status == 200);

        await silo.KillHard();
        await Until.Holds(async () => (await gateway.Anonymous.Get("/health/ready")).Status == 503);
    }

    [Fact]
    public async Task A_port_that_somebody_else_has_is_named_in_one_line()
    {
        await using var postgres = PostgresCluster.Create();
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();
        var port = ((IPEndPoint)taken.LocalEndpoint).Port.ToString(CultureInfo.InvariantCulture);
        await using var service = ServiceProcess.Launch(postgres.NewDatabase(), settings: ("Orleans__GatewayPort", port));

        Assert.Equal(1, await service.Exit());
        Assert.Contains($"Orleans__GatewayPort {port}", Assert.Single(service.Errors), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Orleans__Role", "master")]
    [InlineData("Orleans__SiloPort", "70000")]
    [InlineData("Orleans__AdvertisedAddress", "here")]
    public async Task A_setting_that_cannot_be_used_is_named_in_one_line(string name, string value)
    {
        using var folder = new TempFolder();
        await using var service = ServiceProcess.Launch(folder.File("periods.db"), settings: (name, value));

        Assert.Equal(1, await service.Exit());
        Assert.Contains(name, Assert.Single(service.Errors), StringComparison.Ordinal);
    }

    private static IEnumerable<Family> Ours(Exposition scrape) => scrape.Families.Where(family => family.Name.StartsWith("periods_", StringComparison.Ordinal));

    private static double Sum(Exposition scrape, string name, string kind) =>
        scrape[name].Samples.Where(sample => sample.Labels["periods_command_kind"] == kind).Sum(sample => sample.Value);
}
