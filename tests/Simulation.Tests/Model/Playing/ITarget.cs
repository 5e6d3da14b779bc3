using Periods.Gateway.Startup;
using Periods.Gateway.Tests.Running;

namespace Periods.Simulation.Tests.Model.Playing;

/// <summary>The service under test, wherever and in however many processes it runs. Stopping keeps what it stored.</summary>
internal interface ITarget : IAsyncDisposable
{
    string OperatorToken { get; }

    /// <summary>Where it listens; commands go to these in turn.</summary>
    Task<IReadOnlyList<Uri>> Start();

    Task Stop();
}

/// <summary>One service in this process, on a journal file of its own.</summary>
internal sealed class InProcessTarget : ITarget
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("periods-model-");
    private RunningService? _service;

    public string OperatorToken => "an-operator-token-of-the-model-test";

    public async Task<IReadOnlyList<Uri>> Start()
    {
        _service = await Service.Start(
            [
                "--urls=http://127.0.0.1:0", $"--ConnectionStrings:Journal=Data Source={Path.Combine(_folder.FullName, "periods.db")}", $"--Access:OperatorToken={OperatorToken}",
                .. SiloPorts.Free().Arguments,
            ],
            TextWriter.Null);
        return [_service.Address];
    }

    public async Task Stop()
    {
        if (_service is not null) await _service.DisposeAsync();
        _service = null;
    }

    public async ValueTask DisposeAsync()
    {
        await Stop();
        _folder.Delete(recursive: true);
    }
}
