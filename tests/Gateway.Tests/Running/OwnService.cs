namespace Periods.Gateway.Tests.Running;

/// <summary>A service in this process for one test, which may stop or starve it, or sets it up in its own way.</summary>
internal sealed class OwnService(string[] settings) : IAsyncDisposable
{
    public TestService Service { get; } = new(isClustered: false) { Settings = settings };

    public static async Task<OwnService> Start(params string[] settings)
    {
        var own = new OwnService(settings);
        await own.Service.InitializeAsync();
        return own;
    }

    public ValueTask DisposeAsync() => new(Service.DisposeAsync());
}
