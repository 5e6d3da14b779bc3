using Periods.Gateway.Access;
using Periods.Gateway.Api;
using Periods.Gateway.Scoring;
using Periods.Silo;

namespace Periods.Gateway.Startup;

/// <summary>The service in one process: silo and gateway. The only place that knows both.</summary>
public static class Service
{
    private static readonly TimeSpan ShutdownTimeout = TimeSpan.FromSeconds(5);

    /// <summary>Serves until SIGTERM or Ctrl-C; 0 when it ended well.</summary>
    public static async Task<int> Run(string[] args)
    {
        await using var service = await Start(args);
        await service.Finish();
        return 0;
    }

    /// <summary>Opens the journal, listens, and says so.</summary>
    /// <param name="passingOperator">An operator token for this run, on a store that has its operator's token already and was not given it.</param>
    public static async Task<RunningService> Start(string[] args, TextWriter? welcome = null, string? passingOperator = null)
    {
        // Settings are read once: watching their files would only delay the start.
        var builder = WebApplication.CreateSlimBuilder([.. args, "--hostBuilder:reloadConfigOnChange=false"]);
        var departure = new Departure();
        Configure(builder, departure);
        var operatorToken = Settings.OperatorToken(builder.Configuration);
        var journal = new JournalSource(Settings.Journal(builder.Configuration));

        var app = builder.Build();
        var silo = await GrainHost.Open(journal, builder.Configuration, TimeProvider.System, app.Services.GetRequiredService<ILoggerFactory>());
        try
        {
            var generated = silo.IsNew && operatorToken is null ? await OperatorToken.Generate(silo.Grains) : null;
            operatorToken ??= generated ?? passingOperator;
            app.Use(departure.Answer);
            Map(app, silo, operatorToken);
            await app.StartAsync();
            await Welcome.Write(welcome ?? Console.Out, app.Urls.First(), journal.Name, silo.IsNew, generated);
            return new RunningService(app, silo, departure, operatorToken);
        }
        catch (Exception)
        {
            await app.DisposeAsync();
            await silo.DisposeAsync();
            throw;
        }
    }

    private static void Configure(WebApplicationBuilder builder, Departure departure)
    {
        if (builder.Configuration["urls"] is null) builder.WebHost.UseUrls(Settings.DefaultUrl);
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            // The validation layer refuses larger bodies in the contract's shape; the server only guards what is never read.
            kestrel.Limits.MaxRequestBodySize = 4 * Limits.BodyBytesMax;
            kestrel.Limits.RequestHeadersTimeout = TimeSpan.FromSeconds(15);
            kestrel.ConfigureEndpointDefaults(departure.Count);
        });
        builder.WebHost.UseSockets(sockets =>
        {
            departure.Listen(sockets);
            // A request runs where its bytes were received, without another trip through the thread pool: no operation blocks a thread (ADR 8).
            sockets.UnsafePreferInlineScheduling = true;
        });
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = ShutdownTimeout);
        builder.Logging.AddFilter("Microsoft", LogLevel.Warning);
        // Two hundred lines of options at each start, and one for each step of a silo's life.
        builder.Logging.AddFilter("Orleans", LogLevel.Warning);
        // Where this logger may speak at all, the host makes an activity and a log scope for every request. What it would say, ErrorResponses says.
        builder.Logging.AddFilter("Microsoft.AspNetCore.Hosting.Diagnostics", LogLevel.None);
        builder.Services.AddRoutingCore();
    }

    private static void Map(WebApplication app, ISilo silo, string? operatorToken)
    {
        app.Use(ErrorResponses.Middleware(app.Logger));
        Health.Map(app, silo);
        if (!silo.Serves) return;
        OpenApi.Map(app);

        var pipeline = new Pipeline(silo.Grains, new Authenticator(silo.Grains, operatorToken, TimeProvider.System), new TenantShares(TimeProvider.System));
        var streams = new ScoreStreams(TimeProvider.System, app.Lifetime);
        foreach (var operation in Routes.All(new CloseScoreEndpoints(streams)))
            app.MapMethods(operation.Pattern, [operation.Method], pipeline.For(operation));
    }
}
