using Periods.Gateway.Startup;

namespace Periods.Gateway.Tests.Running;

/// <summary>
/// The service in this process: real Kestrel on a free port, a journal of its own. Made once per test class; where <see cref="TestCluster"/> is asked for, a door to it.
/// </summary>
public sealed class TestService : IAsyncLifetime
{
    public const string OperatorToken = "operator-token-of-the-tests-0123456789";

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("periods-http-");
    private HttpClient? _http;
    private readonly bool _isClustered = TestCluster.IsAsked;
    private RunningService? _running;

    /// <summary>More settings, as on the command line.</summary>
    internal string[] Settings { get; init; } = [];

    public TestService()
    {
    }

    /// <summary>One silo on a file, whatever is asked for: the test is about that.</summary>
    internal TestService(bool isClustered) => _isClustered = isClustered;

    internal string JournalPath => Path.Combine(_folder.FullName, "periods.db");

    /// <summary>Calls without saying who.</summary>
    internal Client Anonymous => new(_http!);

    public async Task InitializeAsync()
    {
        if (_isClustered)
        {
            _http = await TestCluster.NewHttp();
            return;
        }
        _running = await Service.Start(
            [
                "--urls", "http://127.0.0.1:0", $"--ConnectionStrings:Journal=Data Source={JournalPath}", $"--Access:OperatorToken={OperatorToken}",
                .. SiloPorts.Free().Arguments, .. Settings,
            ],
            TextWriter.Null);
        _http = NewHttp(_running.Address);
    }

    public async Task DisposeAsync()
    {
        await Stop();
        _folder.Delete(recursive: true);
    }

    /// <summary>The same journal, another run of the service on another port; who called before must ask for a new client.</summary>
    internal async Task Restart()
    {
        await Stop();
        await InitializeAsync();
    }

    internal Task<Company> NewCompany() => Company.Found(Anonymous, OperatorToken);

    internal static HttpClient NewHttp(Uri address) => NewHttp(address, new SocketsHttpHandler { UseProxy = false, UseCookies = false });

    internal static HttpClient NewHttp(Uri address, HttpMessageHandler handler) => new(handler)
    {
        BaseAddress = address,
        // Only so that a hang is a failure; no test expects it.
        Timeout = TimeSpan.FromSeconds(60),
    };

    private async Task Stop()
    {
        _http?.Dispose();
        if (_running is not null) await _running.DisposeAsync();
    }
}
