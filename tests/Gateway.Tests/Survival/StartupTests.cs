using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Periods.Gateway.Startup;
using Periods.Gateway.Tests.Running;
using Periods.Gateway.Tests.Seeds;

namespace Periods.Gateway.Tests.Survival;

/// <summary>What an operator sees who starts the service.</summary>
[Collection("Processes")]
public sealed class StartupTests
{
    [Fact]
    public async Task An_empty_store_shows_its_operator_token_once_and_a_curl_that_works_as_printed()
    {
        using var folder = new TempFolder();
        var journal = folder.File("periods.db");
        await using (var first = await ServiceProcess.Start(journal, operatorToken: null))
        {
            var curl = await PrintedCurl(first);
            var token = Assert.Single(first.Output, line => line.StartsWith("Operator token, shown this once: dz_", StringComparison.Ordinal)).Split(": ")[1];
            Assert.Contains(token, curl, StringComparison.Ordinal);
            var (status, body) = await Samples.RunInBash(curl);
            Assert.Equal(201, status);
            Assert.True(Answer.Matches("""{"id":"<id>","name":"Acme","time_zone":"UTC","created_at":"<time>"}""", body), body);
            await first.Terminate();
            Assert.Equal(0, await first.Exit());
            Assert.Empty(first.Errors);

            await using var second = await ServiceProcess.Start(journal, operatorToken: null);
            (await second.Anonymous.With("Authorization", $"Bearer {token}").Post("/api/v1/businesses", """{"name":"B"}""")).Ok();
            await second.Terminate();
            Assert.Equal(0, await second.Exit());
            Assert.Equal($"Periods listens on {second.Address.ToString().TrimEnd('/')}, journal {journal}", Assert.Single(second.Output));
            Assert.Empty(second.Errors);
        }
    }

    [Fact]
    public async Task A_configured_operator_token_is_used_and_none_is_made()
    {
        using var folder = new TempFolder();
        var journal = folder.File("periods.db");
        await using var service = await ServiceProcess.Start(journal);
        var (status, _) = await Samples.RunInBash(await PrintedCurl(service), ("Access__OperatorToken", TestService.OperatorToken));
        Assert.Equal(201, status);
        Assert.DoesNotContain(service.Output, line => line.Contains("dz_", StringComparison.Ordinal) || line.Contains(TestService.OperatorToken, StringComparison.Ordinal));
        Assert.Equal(["business-created.v1"], (await Journal.ReadVerified(journal)).Select(f => f.Type));
    }

    [Fact]
    public async Task Whoever_configures_an_operator_token_has_replaced_the_generated_one()
    {
        using var folder = new TempFolder();
        var journal = folder.File("periods.db");
        await using (var first = await ServiceProcess.Start(journal, operatorToken: null))
        {
            var token = (await PrintedCurl(first)).Split("Bearer ")[1].Split('"')[0];
            await first.Terminate();
            Assert.Equal(0, await first.Exit());

            await using var second = await ServiceProcess.Start(journal);
            (await second.Anonymous.With("Authorization", $"Bearer {token}").Post("/api/v1/businesses", """{"name":"B"}""")).IsError(401, "not_authenticated", "Not authenticated");
            await second.NewCompany();
        }
    }

    [Theory]
    [InlineData("short")]
    [InlineData("thirty-two characters, but blanks in it")]
    [InlineData("0123456789012345678901234567890")]
    public async Task An_operator_token_that_is_too_weak_is_refused_with_one_line(string token)
    {
        using var folder = new TempFolder();
        await using var service = ServiceProcess.Launch(folder.File("periods.db"), token);
        Assert.Equal(1, await service.Exit());
        Assert.Equal("periods: Access__OperatorToken must be at least 32 printable ASCII characters without blanks.", Assert.Single(service.Errors));
        Assert.Empty(service.Output);
        Assert.False(File.Exists(folder.File("periods.db")));
    }

    [Theory]
    [InlineData("ASPNETCORE_URLS", "http://127.0.0.1:{0}")]
    [InlineData("ASPNETCORE_URLS", "127.0.0.1")]
    [InlineData("ASPNETCORE_URLS", "http://192.0.2.1:8080")]
    [InlineData("ASPNETCORE_URLS", "https://127.0.0.1:0", "the service speaks HTTP, and TLS is ended in front of it")]
    [InlineData("ASPNETCORE_URLS", "http://127.0.0.1:99999", "a port is a number from 0 to 65535.")]
    [InlineData("ASPNETCORE_URLS", "http://unix:/tmp/{1}", "the path of a socket is too long.")]
    [InlineData("Management__Url", "http://127.0.0.1:{0}")]
    [InlineData("Management__Url", "127.0.0.1")]
    [InlineData("Management__Url", "https://127.0.0.1:0", "the service speaks HTTP, and TLS is ended in front of it")]
    [InlineData("Management__Url", "http://+:99999", "a port is a number from 0 to 65535.")]
    public async Task An_address_that_cannot_be_listened_on_ends_the_start_with_one_line(string setting, string address, string why = "")
    {
        using var folder = new TempFolder();
        using var other = new TcpListener(IPAddress.Loopback, 0);
        other.Start();
        var taken = string.Format(CultureInfo.InvariantCulture, address, ((IPEndPoint)other.LocalEndpoint).Port, new string('s', 200));
        await using var service = ServiceProcess.Launch(folder.File("periods.db"), TestService.OperatorToken, (setting, taken));
        Assert.Equal(1, await service.Exit());
        Assert.StartsWith($"periods: {setting} cannot be listened on: {why}", Assert.Single(service.Errors), StringComparison.Ordinal);
        Assert.Empty(service.Output);
    }

    [Theory]
    [InlineData("http://127.0.0.1:{0};")]
    [InlineData("http://127.0.0.1:{0};127.0.0.1")]
    public async Task An_address_that_somebody_else_has_is_one_line_whatever_is_written_beside_it(string urls)
    {
        using var folder = new TempFolder();
        using var other = new TcpListener(IPAddress.Loopback, 0);
        other.Start();
        var port = ((IPEndPoint)other.LocalEndpoint).Port;
        await using var service = ServiceProcess.Launch(
            folder.File("periods.db"), TestService.OperatorToken, ("ASPNETCORE_URLS", string.Format(CultureInfo.InvariantCulture, urls, port)), ("Management__Url", "http://127.0.0.1:0"));
        Assert.Equal(1, await service.Exit());
        Assert.Equal($"periods: ASPNETCORE_URLS cannot be listened on: Failed to bind to address http://127.0.0.1:{port}: address already in use.", Assert.Single(service.Errors));
    }

    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("+")]
    public async Task One_address_for_clients_and_for_management_ends_the_start_with_one_line_that_names_both_settings(string host)
    {
        using var folder = new TempFolder();
        var port = FreePort.Next();
        await using var service = ServiceProcess.Launch(folder.File("periods.db"), TestService.OperatorToken, ("ASPNETCORE_URLS", $"http://{host}:{port}"), ("Management__Url", $"http://127.0.0.1:{port}"));
        Assert.Equal(1, await service.Exit());
        Assert.Equal($"periods: ASPNETCORE_URLS cannot be listened on: Management__Url has that port already (http://127.0.0.1:{port}); give one of the two another.", Assert.Single(service.Errors));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    public async Task Where_no_address_is_set_the_documented_one_is_listened_on(string? urls)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Configuration["urls"] = urls;
        Service.ListenByDefault(builder);
        await using var app = builder.Build();
        Assert.Equal(Settings.DefaultUrl, app.Configuration["urls"]);
    }

    [Theory]
    [InlineData("Logging__LogLevel__Requests", "Verbose")]
    [InlineData("Logging__Console__LogLevel__Default", "all")]
    public async Task A_level_of_the_log_that_there_is_not_ends_the_start_with_one_line(string setting, string level)
    {
        using var folder = new TempFolder();
        await using var service = ServiceProcess.Launch(folder.File("periods.db"), TestService.OperatorToken, (setting, level));
        Assert.Equal(1, await service.Exit());
        Assert.Equal($"periods: {setting} must be one of Trace, Debug, Information, Warning, Error, Critical, None.", Assert.Single(service.Errors));
    }

    [Theory]
    [InlineData("migarte")]
    [InlineData("verfy", "--urls=http://127.0.0.1:0")]
    public async Task A_command_that_there_is_not_starts_nothing(params string[] arguments)
    {
        using var folder = new TempFolder();
        var (exit, output, errors) = await Shell.RunIn(folder.Path, "dotnet", [Path.Combine(AppContext.BaseDirectory, "Periods.Gateway.dll"), .. arguments]);
        Assert.Equal((1, "", $"periods: There is no command '{arguments[0]}'. {Usage.Text}\n"), (exit, output, errors));
        Assert.Empty(Directory.EnumerateFileSystemEntries(folder.Path));
    }

    [Theory]
    [InlineData("backup.db", "verify", "backup.db")]
    [InlineData("/tmp/backup.db", "verify", "/tmp/backup.db")]
    [InlineData("--ConnectionStrings__Journal", "verify", "--ConnectionStrings__Journal=Data Source=backup.db")]
    [InlineData("-urls", "-urls=http://127.0.0.1:0")]
    [InlineData("-?", "-?")]
    [InlineData("--urls", "--urls")]
    [InlineData("--urls", "verify", "--urls", "--ConnectionStrings:Journal=Data Source=backup.db")]
    [InlineData("extra", "demo", "--urls", "http://127.0.0.1:0", "extra")]
    public async Task An_argument_that_no_setting_is_read_from_starts_nothing(string name, params string[] arguments)
    {
        using var folder = new TempFolder();
        var (exit, output, errors) = await Shell.RunIn(folder.Path, "dotnet", [Path.Combine(AppContext.BaseDirectory, "Periods.Gateway.dll"), .. arguments]);
        Assert.Equal((1, "", $"periods: '{name}' is no setting. {Usage.Text}\n"), (exit, output, errors));
        Assert.Empty(Directory.EnumerateFileSystemEntries(folder.Path));
    }

    [Theory]
    [InlineData("appsettings.json", """{"ConnectionStrings": {"Journal": "Data Source=other.db"}}""")]
    [InlineData("appsettings.Production.json", """{"ConnectionStrings": {"Journal": "Data Source=other.db"}}""")]
    [InlineData("appsettings.json", "somebody else's")]
    public async Task No_file_in_the_folder_is_read_for_settings_neither_by_the_service_nor_by_a_command(string file, string content)
    {
        using var folder = new TempFolder();
        await File.WriteAllTextAsync(folder.File(file), content);
        var program = Path.Combine(AppContext.BaseDirectory, "Periods.Gateway.dll");

        Assert.Equal((0, ""), Ended(await Shell.RunIn(folder.Path, "dotnet", [program, "demo", "--urls=http://127.0.0.1:0", .. SiloPorts.Free().Arguments])));
        Assert.Equal((0, ""), Ended(await Shell.RunIn(folder.Path, "dotnet", [program, "verify"])));

        Assert.False(File.Exists(folder.File("other.db")));

        static (int ExitCode, string Errors) Ended((int ExitCode, string Output, string Errors) run) => (run.ExitCode, run.Errors);
    }

    [Theory]
    [InlineData("verify")]
    [InlineData("--urls=http://127.0.0.1:0")]
    public async Task A_file_beside_the_program_that_is_none_for_settings_is_one_line(string argument)
    {
        using var folder = new TempFolder();
        foreach (var part in Directory.GetFiles(AppContext.BaseDirectory)) File.Copy(part, folder.File(Path.GetFileName(part)));
        var file = folder.File("appsettings.json");
        await File.WriteAllTextAsync(file, "somebody else's");

        Assert.Equal(
            (1, "", $"periods: Failed to load configuration from file '{file}'. No settings are taken from it: remove it.\n"),
            await Shell.RunIn(folder.Path, "dotnet", [folder.File("Periods.Gateway.dll"), argument]));
    }

    [Fact]
    public void Settings_come_from_the_environment_and_the_arguments() => Assert.DoesNotContain(Settings.Builder([]).Configuration.Sources, source => source is FileConfigurationSource);

    [Theory]
    [InlineData]
    [InlineData("--urls=http://127.0.0.1:0")]
    [InlineData("--urls", "http://127.0.0.1:0", "Access:OperatorToken=a__b")]
    [InlineData("/urls", "http://127.0.0.1:0", "--ConnectionStrings:Journal", "Data Source=a__b.db")]
    public void Settings_may_be_spelled_as_the_configuration_takes_them(params string[] arguments) => Assert.Same(arguments, Usage.SettingsIn(arguments));

    [Theory]
    [InlineData("help")]
    [InlineData("--help")]
    [InlineData("verify", "--help")]
    [InlineData("migrate", "-h")]
    [InlineData("demo", "--urls=http://127.0.0.1:0", "--help")]
    public async Task Who_asks_for_help_is_told_what_there_is_and_nothing_is_done(params string[] arguments)
    {
        using var folder = new TempFolder();
        Assert.Equal((0, $"{Usage.Text}\n", ""), await Shell.RunIn(folder.Path, "dotnet", [Path.Combine(AppContext.BaseDirectory, "Periods.Gateway.dll"), .. arguments]));
        Assert.Empty(Directory.EnumerateFileSystemEntries(folder.Path));
    }

    [Theory]
    [InlineData("--urls=http://127.0.0.1:0", false)]
    [InlineData("urls=http://127.0.0.1:0", false)]
    [InlineData("/urls", false)]
    [InlineData("serve", true)]
    public void A_setting_is_no_command(string word, bool isCommand) => Assert.Equal(isCommand, Usage.IsCommand(word));

    /// <summary>The command among the lines of the welcome, once all of them are there.</summary>
    private static async Task<string> PrintedCurl(ServiceProcess service)
    {
        await Until.Holds(() => Task.FromResult(service.Output.Any(line => line.Contains("/openapi.json", StringComparison.Ordinal))));
        var lines = service.Output.SkipWhile(line => !line.StartsWith("  curl", StringComparison.Ordinal)).TakeWhile(line => line.Length > 0);
        return string.Join('\n', lines);
    }
}
