using Periods.Gateway.Startup;

namespace Periods.Gateway.Tests.Contract;

/// <summary>A service on an empty journal, and the operator's way in.</summary>
public sealed class ContractService : IAsyncLifetime
{
    public const string OperatorToken = "the-operator-of-the-contract-tests";

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("periods-contract-");
    private RunningService? _service;

    public HttpClient Http { get; private set; } = null!;

    public async Task InitializeAsync()
    {
        var journal = Path.Combine(_folder.FullName, "periods.db");
        _service = await Service.Start(
            ["--urls=http://127.0.0.1:0", $"--ConnectionStrings:Journal=Data Source={journal}", $"--Access:OperatorToken={OperatorToken}"], TextWriter.Null);
        Http = new HttpClient { BaseAddress = _service.Address };
    }

    public async Task DisposeAsync()
    {
        Http.Dispose();
        if (_service is not null) await _service.DisposeAsync();
        _folder.Delete(recursive: true);
    }

    internal Task<Tenant> NewTenant() => Tenant.Found(Http);
}
