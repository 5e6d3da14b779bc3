using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Periods.Gateway.Access;
using Periods.Gateway.Api;
using Periods.Gateway.Audit;
using Periods.Gateway.Startup;

namespace Periods.Gateway.Tests.Running;

/// <summary>The operations over real Kestrel, on grains and a clock that the test brings.</summary>
internal sealed class BareService : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly IAsyncDisposable[] _below;
    private readonly HttpClient _http;
    private readonly Paces _paces;

    private BareService(WebApplication app, Authenticator authenticator, Paces paces, IAsyncDisposable[] below)
    {
        (_app, Authenticator, _paces, _below) = (app, authenticator, paces, below);
        _http = TestService.NewHttp(new Uri(app.Urls.First()));
    }

    public Authenticator Authenticator { get; }

    /// <summary>How fast the server wants the answer to the newest request to be read.</summary>
    public IHttpMinResponseDataRateFeature Pace => _paces.Newest!;

    public Client Anonymous => new(_http);

    /// <param name="below">What the grains rest on: let go after the service, in this order.</param>
    public static async Task<BareService> Start(IGrains grains, TimeProvider time, params IAsyncDisposable[] below)
    {
        var builder = WebApplication.CreateSlimBuilder(["--urls=http://127.0.0.1:0"]);
        builder.Logging.ClearProviders();
        builder.Services.AddRoutingCore();
        var app = builder.Build();
        var authenticator = new Authenticator(grains, TestService.OperatorToken, time);
        var refusals = new RefusalLog(grains, time, app.Logger);
        var paces = new Paces();
        app.Use(paces.Note);
        app.Use(RequestIds.Assign);
        Service.MapOperations(app, grains, authenticator, new RateLimits(0, 0, time), new TenantShares(time), refusals, new Origins(recordsAddresses: true), time);
        await app.StartAsync();
        return new(app, authenticator, paces, [refusals, .. below]);
    }

    public Task<Company> NewCompany() => Company.Found(Anonymous, TestService.OperatorToken);

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await _app.StopAsync();
        await _app.DisposeAsync();
        foreach (var disposable in _below) await disposable.DisposeAsync();
    }

    private sealed class Paces
    {
        public IHttpMinResponseDataRateFeature? Newest { get; private set; }

        public Task Note(HttpContext http, RequestDelegate next)
        {
            Newest = http.Features.Get<IHttpMinResponseDataRateFeature>();
            return next(http);
        }
    }
}
