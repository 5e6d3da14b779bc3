using System.Globalization;
using Periods.Gateway.Startup;
using Periods.Silo.Tests.Postgres;

namespace Periods.Gateway.Tests.Running;

/// <summary>
/// Several silos on one PostgreSQL, for the whole run: <c>PERIODS_TEST_SILOS</c> says how many. Requests go to them in turn, the worst routing there is. What the
/// contract says of one service it says of these.
/// </summary>
internal static class TestCluster
{
    private static readonly int Silos = int.Parse(Environment.GetEnvironmentVariable("PERIODS_TEST_SILOS") ?? "0", CultureInfo.InvariantCulture);

    private static readonly Lazy<Task<Uri[]>> Addresses = new(Start);

    public static bool IsAsked => Silos > 0;

    public static async Task<HttpClient> NewHttp()
    {
        var addresses = await Addresses.Value;
        return TestService.NewHttp(addresses[0], new InTurn(addresses));
    }

    private static async Task<Uri[]> Start()
    {
        var server = PostgresCluster.Create();
        var journal = server.NewDatabase();
        var silos = new List<RunningService>();
        for (var i = 0; i < Silos; i++)
        {
            silos.Add(await Service.Start(
                ["--urls", "http://127.0.0.1:0", $"--ConnectionStrings:Journal={journal}", $"--Access:OperatorToken={TestService.OperatorToken}", .. SiloPorts.Free().Arguments],
                TextWriter.Null));
        }
        AppDomain.CurrentDomain.ProcessExit += (_, _) => server.DisposeAsync().AsTask().GetAwaiter().GetResult();
        return [.. silos.Select(silo => silo.Address)];
    }

    /// <summary>Each request to the next silo.</summary>
    private sealed class InTurn(Uri[] addresses) : DelegatingHandler(new SocketsHttpHandler { UseProxy = false, UseCookies = false })
    {
        private int _next;

        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            var address = addresses[(int)((uint)Interlocked.Increment(ref _next) % addresses.Length)];
            request.RequestUri = new UriBuilder(request.RequestUri!) { Port = address.Port }.Uri;
            return base.SendAsync(request, cancellationToken);
        }
    }
}
