using System.Collections.Concurrent;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Periods.Gateway.Tests.Running;

namespace Periods.Gateway.Tests.Telemetry;

/// <summary>A collector: takes what services send by OTLP over HTTP, and keeps the spans.</summary>
internal sealed class OtlpReceiver : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly ConcurrentQueue<ReceivedSpan> _spans = new();

    private OtlpReceiver(WebApplication app) => _app = app;

    public IReadOnlyList<ReceivedSpan> Spans => [.. _spans];

    /// <summary>What a service is told to send all its traces here soon.</summary>
    public (string Name, string Value)[] Settings(string ratio = "1") =>
    [
        ("OTEL_EXPORTER_OTLP_ENDPOINT", _app.Urls.Single()),
        ("OTEL_EXPORTER_OTLP_PROTOCOL", "http/protobuf"),
        ("OTEL_BSP_SCHEDULE_DELAY", "50"),
        ("OTEL_TRACES_SAMPLER_ARG", ratio),
    ];

    public static async Task<OtlpReceiver> Start()
    {
        var builder = WebApplication.CreateEmptyBuilder(new());
        builder.WebHost.UseKestrelCore().UseUrls("http://127.0.0.1:0");
        var app = builder.Build();
        var receiver = new OtlpReceiver(app);
        app.Run(receiver.Take);
        await app.StartAsync();
        return receiver;
    }

    /// <summary>Waits until a span has come in.</summary>
    public async Task<ReceivedSpan> Span(Func<ReceivedSpan, bool> isIt)
    {
        await Until.Holds(() => Task.FromResult(_spans.Any(isIt)));
        return _spans.First(isIt);
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private async Task Take(HttpContext http)
    {
        using var body = new MemoryStream();
        await http.Request.Body.CopyToAsync(body);
        if (http.Request.Path != "/v1/traces") return;
        foreach (var span in ReceivedSpan.All(new ProtobufMessage(body.ToArray()))) _spans.Enqueue(span);
    }
}
