using System.Net;

namespace Periods.Overhead;

/// <summary>Takes what a service exports and counts it; scrapes metrics every second, as Prometheus does at its busiest.</summary>
internal sealed class Collector : IAsyncDisposable
{
    private readonly HttpListener _otlp = new();
    private readonly HttpClient _scraper = new();
    private readonly CancellationTokenSource _stop = new();
    private long _scrapes;
    private readonly List<Task> _running = [];

    public Collector(int port)
    {
        _otlp.Prefixes.Add($"http://127.0.0.1:{port}/");
        _otlp.Start();
        _running.Add(Task.Run(Take));
    }

    public long TraceBytes { get; private set; }

    public long Scrapes => Interlocked.Read(ref _scrapes);

    public void Scrape(Uri metrics) => _running.Add(Task.Run(() => ScrapeOn(metrics)));

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _otlp.Stop();
        await Task.WhenAll(_running);
        _scraper.Dispose();
        _stop.Dispose();
    }

    private async Task Take()
    {
        try
        {
            while (true)
            {
                var export = await _otlp.GetContextAsync();
                if (export.Request.RawUrl == "/v1/traces") TraceBytes += export.Request.ContentLength64;
                await export.Request.InputStream.CopyToAsync(Stream.Null);
                export.Response.Close();
            }
        }
        catch (Exception e) when (_stop.IsCancellationRequested && e is HttpListenerException or ObjectDisposedException)
        {
            // The measurement is over.
        }
    }

    private async Task ScrapeOn(Uri metrics)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromSeconds(1));
        try
        {
            while (await timer.WaitForNextTickAsync(_stop.Token))
            {
                using var answer = await _scraper.GetAsync(metrics, _stop.Token);
                if (answer.IsSuccessStatusCode) Interlocked.Increment(ref _scrapes);
            }
        }
        catch (OperationCanceledException)
        {
            // The measurement is over.
        }
    }
}
