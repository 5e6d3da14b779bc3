using System.Net;
using System.Net.Sockets;
using Microsoft.Data.Sqlite;
using Periods.Gateway.Tests.Running;

namespace Periods.Gateway.Tests.Telemetry;

/// <summary>Whether the process lives, whether it has started, whether it can work: three questions with three answers.</summary>
public sealed class HealthTests
{
    [Fact]
    public async Task A_service_whose_journal_does_not_open_yet_lives_and_has_not_started()
    {
        using var folder = new TempFolder();
        var journal = folder.File("periods.db");
        var address = FreeAddress();
        using var http = TestService.NewHttp(address);
        var management = new Client(http);
        var hold = Hold(journal);
        await using var service = ServiceProcess.Launch(journal, settings: ("Management__Url", $"{address}"));
        await Until.Holds(() => Answers(management));

        (await management.Get("/health/live")).Is(200, """{"status":"live"}""");
        (await management.Get("/health/startup")).Is(503, """{"status":"starting"}""");
        (await management.Get("/health/ready")).Is(503, """{"status":"not_ready"}""");

        await hold.DisposeAsync();
        await Until.Holds(async () => (await management.Get("/health/startup")).Status == 200);
        (await management.Get("/health/startup")).Is(200, """{"status":"started"}""");
        (await management.Get("/health/ready")).Is(200, """{"status":"ready"}""");
    }

    [Fact]
    public async Task Whoever_stops_a_service_whose_journal_does_not_open_yet_need_not_wait_for_it()
    {
        using var folder = new TempFolder();
        var journal = folder.File("periods.db");
        var address = FreeAddress();
        using var http = TestService.NewHttp(address);
        await using var hold = Hold(journal);
        await using var service = ServiceProcess.Launch(journal, settings: ("Management__Url", $"{address}"));
        await Until.Holds(() => Answers(new(http)));

        await service.Terminate();

        // By the signal itself: there is nothing yet to be left in order.
        Assert.Equal(128 + 15, await service.Exit());
        Assert.Empty(service.Errors);
    }

    [Fact]
    public async Task Health_is_asked_for_on_the_management_address_and_then_on_no_other()
    {
        await using var service = await ManagedService.Start();
        foreach (var question in new[] { "live", "startup", "ready" })
        {
            Assert.Equal(200, (await service.Management.Get($"/health/{question}")).Status);
            (await service.Process.Anonymous.Get($"/health/{question}")).IsError(404, "not_found", "Not Found");
        }
    }

    [Fact]
    public async Task No_answer_says_which_server_gave_it()
    {
        await using var service = await ManagedService.Start();
        Assert.DoesNotContain("Server", (await service.Management.Get("/health/live")).Headers.Keys);
        Assert.DoesNotContain("Server", (await service.Process.Anonymous.Get("/openapi.json")).Headers.Keys);
    }

    [Fact]
    public async Task Without_a_management_address_health_is_on_the_clients_address()
    {
        await using var service = await OwnService.Start();
        (await service.Service.Anonymous.Get("/health/live")).Is(200, """{"status":"live"}""");
        (await service.Service.Anonymous.Get("/health/startup")).Is(200, """{"status":"started"}""");
        (await service.Service.Anonymous.Get("/health/ready")).Is(200, """{"status":"ready"}""");
    }

    /// <summary>Nobody else can open the file until disposed.</summary>
    private static SqliteConnection Hold(string journal)
    {
        SQLitePCL.Batteries_V2.Init();
        var connection = new SqliteConnection($"Data Source={journal};Pooling=False");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = "BEGIN EXCLUSIVE";
        command.ExecuteNonQuery();
        return connection;
    }

    private static async Task<bool> Answers(Client management)
    {
        try
        {
            return (await management.Get("/health/live")).Status == 200;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }

    private static Uri FreeAddress()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return new($"http://{listener.LocalEndpoint}");
    }
}
