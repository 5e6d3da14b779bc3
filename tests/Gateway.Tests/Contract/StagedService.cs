using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Periods.Gateway.Access;
using Periods.Gateway.Api;
using Periods.Gateway.Audit;
using Periods.Gateway.Startup;
using Periods.Gateway.Tests.Running;
using Periods.Silo;
using Periods.Silo.Local;
using Periods.Silo.Sqlite;

namespace Periods.Gateway.Tests.Contract;

/// <summary>The operations over a journal that gets into trouble on demand: for answers that a healthy service does not give. One test at a time.</summary>
public sealed class StagedService : IAsyncLifetime, IDisposable
{
    private readonly TempFolder _folder = new();
    private readonly LocalNotices _notices = new(TimeProvider.System, NullLogger<LocalNotices>.Instance);
    private WebApplication? _app;
    private SqliteJournal? _file;
    private RefusalLog? _refusals;

    internal StagedJournal Journal { get; private set; } = null!;

    internal KeptLog Log { get; } = new();

    internal IGrains Grains { get; private set; } = null!;

    internal TenantShares Shares { get; } = new(TimeProvider.System);

    internal HttpClient Http { get; private set; } = null!;

    public async Task InitializeAsync()
    {
        _file = SqliteJournal.Open(_folder.File("periods.db"), TimeProvider.System);
        Journal = new StagedJournal(_file);
        Grains = new LocalGrains(Journal, new SystemClock(TimeProvider.System), _notices);

        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0").ConfigureKestrel(kestrel => RequestHead.Guard(kestrel.Limits));
        builder.Logging.ClearProviders().AddProvider(Log);
        builder.Services.AddRoutingCore();
        _app = builder.Build();
        _app.Use(ErrorResponses.Middleware(_app.Logger));
        _app.Use(RequestHead.Check);
        _refusals = new RefusalLog(Grains, TimeProvider.System, _app.Logger);
        _app.Use(RequestIds.Assign);
        var authenticator = new Authenticator(Grains, ContractService.OperatorToken, TimeProvider.System);
        Service.MapOperations(_app, Grains, authenticator, new RateLimits(0, 0, TimeProvider.System), Shares, _refusals, new Origins(recordsAddresses: true), TimeProvider.System);
        await _app.StartAsync();
        Http = TestService.NewHttp(new Uri(_app.Urls.First()));
    }

    public async Task DisposeAsync()
    {
        Http.Dispose();
        await _app!.StopAsync();
        await _app.DisposeAsync();
        await _refusals!.DisposeAsync();
        await _file!.DisposeAsync();
        await _notices.DisposeAsync();
    }

    public void Dispose()
    {
        _folder.Dispose();
        Log.Dispose();
    }

    /// <summary>What is answered while the journal is in trouble.</summary>
    internal async Task<T> During<T>(Trouble trouble, Func<Task<T>> ask)
    {
        Journal.Make(trouble);
        try
        {
            return await ask();
        }
        finally
        {
            Journal.End();
        }
    }

    /// <summary>What the second of two equal requests is answered while the first is under way.</summary>
    internal async Task<T> WhileUnderWay<T>(Func<Task<T>> ask)
    {
        Journal.Make(Trouble.Holds);
        var first = ask();
        await Task.WhenAny(Journal.IsHeld, first);
        try
        {
            return await ask();
        }
        finally
        {
            Journal.End();
            await first;
        }
    }

    /// <summary>What is answered while the business has all it may have under way.</summary>
    internal async Task<T> WithoutShare<T>(Guid business, Func<Task<T>> ask)
    {
        var places = new List<TenantShares.Tenant>();
        while (Shares.Enter(business) is { } place) places.Add(place);
        try
        {
            return await ask();
        }
        finally
        {
            foreach (var place in places) place.Leave();
        }
    }

    /// <summary>What is answered while as many streams are open as a token may have.</summary>
    internal async Task<T> WithAllStreams<T>(Func<HttpRequestMessage> stream, Func<Task<T>> ask)
    {
        var open = new List<HttpResponseMessage>();
        try
        {
            for (var i = 0; i < Limits.StreamsPerTokenMax; i++) open.Add(await Http.SendAsync(stream(), HttpCompletionOption.ResponseHeadersRead));
            return await ask();
        }
        finally
        {
            open.ForEach(response => response.Dispose());
        }
    }
}
