using System.Text;
using Periods.Gateway.Access;
using Periods.Gateway.Api;
using Periods.Gateway.Audit;
using Periods.Gateway.Logging;
using Periods.Gateway.Scoring;
using Periods.Gateway.Telemetry;
using Periods.Silo;

namespace Periods.Gateway.Startup;

/// <summary>The service in one process: silo and gateway. The only place that knows both.</summary>
public static class Service
{
    /// <summary>What a request that is still under way then may take: a client that sends its body drop by drop would take for ever.</summary>
    internal static readonly TimeSpan ShutdownTimeout = TimeSpan.FromSeconds(2);

    /// <summary>The validation layer refuses larger bodies than it reads in the contract's shape; the server, and a proxy in front, only guard what is never read.</summary>
    internal const int BodyBytesGuarded = 4 * Limits.BodyBytesMax;

    /// <summary>Whether what waits for a socket goes on on the thread that polls it. The runtime looks here, once, when the process opens its first socket.</summary>
    private const string InlineCompletions = "DOTNET_SYSTEM_NET_SOCKETS_INLINE_COMPLETIONS";

    /// <summary>Serves until SIGTERM or Ctrl-C; 0 when it ended well.</summary>
    public static async Task<int> Run(string[] args)
    {
        if (GrainHost.RunsOnSocketThreads && Environment.GetEnvironmentVariable(InlineCompletions) is null) Environment.SetEnvironmentVariable(InlineCompletions, "1");
        await using var service = await Start(args);
        await service.Finish();
        return 0;
    }

    /// <summary>Opens the journal, listens, and says so.</summary>
    /// <param name="passingOperator">An operator token for this run, on a store that has its operator's token already and was not given it.</param>
    public static async Task<RunningService> Start(string[] args, TextWriter? welcome = null, string? passingOperator = null)
    {
        var builder = Settings.Builder(args);
        var departure = new Departure();
        Configure(builder, departure);
        var operatorToken = Settings.OperatorToken(builder.Configuration);
        var limits = Settings.RateLimits(builder.Configuration);
        var origins = new Origins(Settings.RecordsAddresses(builder.Configuration));
        var proxies = Settings.TrustedProxies(builder.Configuration);
        var journal = new JournalSource(Settings.Journal(builder.Configuration), Settings.OwnershipFile(builder.Configuration));

        var app = builder.Build();
        var logs = app.Services.GetRequiredService<ILoggerFactory>();
        var health = new Health(app.Lifetime);
        var telemetry = TelemetrySdk.Start(builder.Configuration);
        var (management, silo, refusals) = ((Management?)null, (ISilo?)null, (RefusalLog?)null);
        try
        {
            if (Settings.ManagementUrl(builder.Configuration) is { } url) management = await Management.Start(url, health, telemetry.Readable!, logs);
            silo = await GrainHost.Open(journal, builder.Configuration, TimeProvider.System, logs);
            var generated = silo.IsNew && operatorToken is null ? await OperatorToken.Generate(silo.Grains) : null;
            operatorToken ??= generated ?? passingOperator;
            app.Use(departure.Answer);
            if (telemetry.IsTracing) app.Use(new RequestSpans(Settings.TraceRatio(builder.Configuration)).Record);
            app.Use(RequestIds.Assign);
            RequestLog.Use(app, logs);
            app.Use(ErrorResponses.Middleware(app.Logger));
            app.Use(RequestHead.Check);
            // Behind the count of the fields: it adds one.
            if (proxies.Count > 0) TrustedProxies.Use(app, proxies);
            if (management is null) health.Map(app);
            refusals = new RefusalLog(silo.Grains, TimeProvider.System, logs.CreateLogger<RefusalLog>());
            Map(app, silo, operatorToken, limits, refusals, origins);
            await Listening.Begin(app, "ASPNETCORE_URLS", management?.Address);
            health.Started(silo);
            // The first call is explained to who can make it: not where another silo has just shown the token.
            await Welcome.Write(welcome ?? Console.Out, app.Urls.First(), management?.Address, journal.Name, silo.IsNew && operatorToken is not null, generated);
            return new RunningService(app, silo, departure, refusals, management, telemetry, operatorToken);
        }
        catch (Exception)
        {
            await app.DisposeAsync();
            if (refusals is not null) await refusals.DisposeAsync();
            if (silo is not null) await silo.DisposeAsync();
            if (management is not null) await management.DisposeAsync();
            await telemetry.DisposeAsync();
            throw;
        }
    }

    private static void Configure(WebApplicationBuilder builder, Departure departure)
    {
        ListenByDefault(builder);
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            // Bytes beyond ASCII are allowed in a field's value, and are no UTF-8 by rights (RFC 9110 §5.5): a client's name must not cost it the answer. Read as FastAPI's server does.
            kestrel.RequestHeaderEncodingSelector = static _ => Encoding.Latin1;
            // Of a target in absolute form the host counts, whatever the field names (RFC 9112 §3.2.2); the server would refuse two that differ, also by case alone.
            kestrel.AllowHostHeaderOverride = true;
            kestrel.Limits.MaxRequestBodySize = BodyBytesGuarded;
            RequestHead.Guard(kestrel.Limits);
            kestrel.Limits.RequestHeadersTimeout = TimeSpan.FromSeconds(15);
            // A body that is sent, or an answer that is read, drop by drop holds its memory as long as that takes: no longer than this. Streams have limits of their own.
            kestrel.Limits.MinRequestBodyDataRate = new(bytesPerSecond: 4 * 1024, gracePeriod: TimeSpan.FromSeconds(5));
            kestrel.Limits.MinResponseDataRate = new(bytesPerSecond: 8 * 1024, gracePeriod: TimeSpan.FromSeconds(5));
            kestrel.ConfigureEndpointDefaults(departure.Count);
        });
        builder.WebHost.UseSockets(sockets =>
        {
            departure.Listen(sockets);
            // A request runs where its bytes were received, without another trip through the thread pool: no operation blocks a thread (ADR 8).
            sockets.UnsafePreferInlineScheduling = true;
        });
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = ShutdownTimeout);
        Logs.Configure(builder.Logging, builder.Configuration);
        builder.Services.AddRoutingCore();
    }

    /// <summary>Where a setting is there and empty, as a template leaves it, the framework would choose an address of its own.</summary>
    internal static void ListenByDefault(WebApplicationBuilder builder)
    {
        if (string.IsNullOrWhiteSpace(builder.Configuration["urls"])) builder.WebHost.UseUrls(Settings.DefaultUrl);
    }

    private static void Map(WebApplication app, ISilo silo, string? operatorToken, RateLimits limits, RefusalLog refusals, Origins origins)
    {
        if (!silo.Serves) return;
        OpenApi.Map(app);

        var authenticator = new Authenticator(silo.Grains, operatorToken, TimeProvider.System);
        _ = authenticator.Uses.Run(app.Logger, app.Lifetime.ApplicationStopping);
        MapOperations(app, silo.Grains, authenticator, limits, new TenantShares(TimeProvider.System), refusals, origins, TimeProvider.System);
    }

    internal static void MapOperations(
        WebApplication app, IGrains grains, Authenticator authenticator, RateLimits limits, TenantShares shares, RefusalLog refusals, Origins origins, TimeProvider time)
    {
        var pipeline = new Pipeline(grains, authenticator, limits, shares, refusals, origins);
        var streams = new ScoreStreams(time, app.Lifetime, authenticator, app.Logger);
        foreach (var operation in Routes.All(new CloseScoreEndpoints(streams)))
            app.MapMethods(operation.Pattern, [operation.Method], pipeline.For(operation));
    }
}
