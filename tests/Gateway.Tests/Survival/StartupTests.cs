using System.Globalization;
using System.Net;
using System.Net.Sockets;
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
    [InlineData("ASPNETCORE_URLS", "https://127.0.0.1:0")]
    [InlineData("Management__Url", "http://127.0.0.1:{0}")]
    [InlineData("Management__Url", "127.0.0.1")]
    public async Task An_address_that_cannot_be_listened_on_ends_the_start_with_one_line(string setting, string address)
    {
        using var folder = new TempFolder();
        using var other = new TcpListener(IPAddress.Loopback, 0);
        other.Start();
        var taken = string.Format(CultureInfo.InvariantCulture, address, ((IPEndPoint)other.LocalEndpoint).Port);
        await using var service = ServiceProcess.Launch(folder.File("periods.db"), TestService.OperatorToken, (setting, taken));
        Assert.Equal(1, await service.Exit());
        Assert.StartsWith($"periods: {setting} cannot be listened on: ", Assert.Single(service.Errors), StringComparison.Ordinal);
        Assert.Empty(service.Output);
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

    [Fact]
    public async Task Who_asks_for_help_is_told_what_there_is() =>
        Assert.Equal((0, $"{Usage.Text}\n", ""), await Shell.Run("dotnet", [Path.Combine(AppContext.BaseDirectory, "Periods.Gateway.dll"), "--help"]));

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
