using System.Text;
using Periods.Gateway.Tests.Contract;
using Periods.Gateway.Tests.Running;
using Xunit.Abstractions;

namespace Periods.Gateway.Tests.Fuzz;

/// <summary>Thousands of requests at every operation, none of which can be right: always an error of the contract that is the client's, and nothing comes of it.</summary>
public sealed class MalformedTests(TestService service, ITestOutputHelper output) : IClassFixture<TestService>
{
    private const int OfEachOperation = 150;

    [Fact]
    [Trait("Needs", "one process")]
    public async Task What_cannot_be_right_is_refused_in_the_form_of_the_contract_and_changes_nothing()
    {
        var seed = Seed.Of(output);
        var random = new Random(seed);
        var company = await service.NewCompany();
        var period = await company.OpenPeriod();
        var before = Journal.Changes(service.JournalPath);
        var statuses = new Dictionary<int, int>();

        foreach (var operation in ContractDocument.Operations)
        {
            var malformed = new Malformed(random, operation, company, period);
            for (var i = 0; i < OfEachOperation; i++)
            {
                var request = malformed.Next();
                var (status, body) = await RawHttp.Send(service.Anonymous.Address, request);
                var changed = Journal.Changes(service.JournalPath) - before;
                Assert.True(Shape.IsOfRefusal(status, body) && changed == 0, $"seed {seed}, {changed} events: {status} {body}\n{Encoding.UTF8.GetString(request)}");
                statuses[status] = statuses.GetValueOrDefault(status) + 1;
            }
        }

        output.WriteLine(string.Join(", ", statuses.OrderBy(status => status.Key).Select(status => $"{status.Value} x {status.Key}")));
        // A fuzz that is refused at the door proves nothing about what lies behind it.
        Assert.True(new[] { 400, 401, 404, 405, 413, 422 }.All(statuses.ContainsKey), $"seed {seed}: {string.Join(", ", statuses)}");
        Assert.True(statuses[422] > ContractDocument.Operations.Count * OfEachOperation / 10, $"seed {seed}: {string.Join(", ", statuses)}");
    }
}
