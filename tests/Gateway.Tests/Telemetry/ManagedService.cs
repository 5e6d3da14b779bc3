using Periods.Gateway.Tests.Running;

namespace Periods.Gateway.Tests.Telemetry;

/// <summary>A service in a process of its own, with health and metrics on an address of their own.</summary>
internal sealed class ManagedService : IAsyncDisposable
{
    private readonly TempFolder _folder = new();

    private ManagedService()
    {
    }

    public ServiceProcess Process { get; private set; } = null!;

    /// <summary>Who operates the service.</summary>
    public Client Management { get; private set; } = null!;

    public static async Task<ManagedService> Start(params (string Name, string Value)[] settings)
    {
        var managed = new ManagedService();
        managed.Process = await ServiceProcess.Start(managed._folder.File("periods.db"), settings: [("Management__Url", "http://127.0.0.1:0"), .. settings]);
        managed.Management = new(TestService.NewHttp(await managed.Process.Management));
        return managed;
    }

    public async Task<Exposition> Scrape()
    {
        var answer = await Management.Get("/metrics");
        Assert.Equal((200, "text/plain; version=0.0.4; charset=utf-8"), (answer.Status, answer.ContentType));
        return new(answer.Body);
    }

    public async ValueTask DisposeAsync()
    {
        Management.Http.Dispose();
        await Process.DisposeAsync();
        _folder.Dispose();
    }
}
