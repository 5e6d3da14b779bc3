using System.Text.Json;
using Periods.Gateway.Tests.Contract;
using Periods.Gateway.Tests.Running;
using Xunit.Abstractions;

namespace Periods.Gateway.Tests.Fuzz;

/// <summary>Thousands of requests that are wrong in every way: refused in the contract's shape, and nothing comes of it.</summary>
[Collection("Processes")]
public sealed class FuzzTests(ITestOutputHelper output)
{
    private const int Count = 4_000;

    [Fact]
    public async Task Whatever_is_sent_the_answer_is_of_the_contract_and_what_is_refused_changes_nothing()
    {
        var seed = Seed.Of(output);
        using var folder = new TempFolder();
        var journal = folder.File("periods.db");
        await using var service = await ServiceProcess.Start(journal);
        var (company, other) = (await service.NewCompany(), await service.NewCompany());
        var requests = new Requests(new Random(seed), company, await company.OpenPeriod(), await other.OpenPeriod("2026-01-01", "2026-01-31"), other.Id);
        var statuses = new Dictionary<int, int>();
        var met = new HashSet<Operation>();

        for (var i = 0; i < Count; i++)
        {
            var (operation, bytes) = requests.Next();
            var before = Journal.Changes(journal);
            var (status, body) = await RawHttp.Send(service.Address, bytes);
            var changed = Journal.Changes(journal) - before;
            var said = $"seed {seed}, request {i}: {status} {body}\n{System.Text.Encoding.UTF8.GetString(bytes)}";
            Assert.True(IsAnswer(operation, status, body), said);
            Assert.True(status < 300 || changed == 0, $"{changed} events, {said}");
            statuses[status] = statuses.GetValueOrDefault(status) + 1;
            if (status < 300) met.Add(operation);
        }

        // A fuzz that is refused at the door proves nothing about what lies behind it.
        Assert.True(new[] { 200, 201, 400, 401, 403, 404, 405, 422 }.All(statuses.ContainsKey), $"seed {seed}: {string.Join(", ", statuses)}");
        Assert.True(met.Count > Operations.All.Length / 2, $"seed {seed}: only {string.Join(", ", met)}");
        await Journal.ReadVerified(journal);
        await service.Terminate();
        Assert.Equal(0, await service.Exit());
        Assert.Empty(service.Errors);
        Assert.DoesNotContain(service.Output, line => line.TrimStart().StartsWith(Requests.Forged, StringComparison.Ordinal));
        Assert.Empty(service.Faults);
    }

    private static bool IsAnswer(Operation operation, int status, string body)
    {
        try
        {
            return IsOfTheContract(operation, status, body);
        }
        catch (JsonException)
        {
            return false;
        }
    }

    private static bool IsOfTheContract(Operation operation, int status, string body) => status switch
    {
        200 when operation.Pattern.EndsWith("/stream", StringComparison.Ordinal) => true,
        200 or 201 => Shape.Keys(JsonDocument.Parse(body).RootElement).Length >= (operation.Pattern.EndsWith("-checks", StringComparison.Ordinal) ? 1 : 2),
        204 or 304 => body.Length == 0,
        _ => Shape.IsOfRefusal(status, body),
    };
}
