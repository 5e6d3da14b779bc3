using Periods.Gateway.Startup;
using Periods.Gateway.Tests.Running;
using Periods.Silo.Tests.Postgres;

namespace Periods.Gateway.Tests.Survival;

/// <summary>The first start of several silos at once, as an orchestrator does it.</summary>
[Collection("Processes")]
public sealed class FirstStartTests
{
    private const int Rounds = 8;
    private const int Silos = 5;

    [Fact]
    public async Task Silos_that_start_at_once_on_an_empty_database_all_start_and_one_of_them_shows_the_one_operator_token()
    {
        await using var server = PostgresCluster.Create();
        for (var round = 0; round < Rounds; round++)
        {
            var journal = server.NewDatabase();
            var welcomes = Enumerable.Range(0, Silos).Select(_ => new StringWriter()).ToArray();
            var silos = await Task.WhenAll(welcomes.Select(welcome => Task.Run(() => Start(journal, welcome))));
            try
            {
                var maker = Assert.Single(silos, silo => silo.OperatorToken is not null);
                var told = Assert.Single(welcomes, welcome => welcome.ToString().Contains("token", StringComparison.OrdinalIgnoreCase)).ToString();
                Assert.Contains($"Operator token, shown this once: {maker.OperatorToken}\n", told, StringComparison.Ordinal);
                foreach (var silo in silos)
                {
                    using var http = TestService.NewHttp(silo.Address);
                    (await new Client(http).With("Authorization", $"Bearer {maker.OperatorToken}").Post("/api/v1/businesses", """{"name":"B"}""")).Ok();
                }
            }
            finally
            {
                foreach (var silo in silos) await silo.DisposeAsync();
            }
        }
    }

    private static Task<RunningService> Start(string journal, TextWriter welcome) =>
        Service.Start(["--urls", "http://127.0.0.1:0", $"--ConnectionStrings:Journal={journal}", .. SiloPorts.Free().Arguments], welcome);
}
