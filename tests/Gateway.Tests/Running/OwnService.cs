namespace Periods.Gateway.Tests.Running;

/// <summary>A service in this process for one test, which may stop or starve it.</summary>
internal sealed class OwnService : IAsyncDisposable
{
    public TestService Service { get; } = new(isClustered: false);

    public static async Task<OwnService> Start()
    {
        var own = new OwnService();
        await own.Service.InitializeAsync();
        return own;
    }

    public ValueTask DisposeAsync() => new(Service.DisposeAsync());
}
