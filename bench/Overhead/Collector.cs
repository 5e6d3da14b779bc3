using System.Net;

namespace Periods.Overhead;

/// <summary>Takes what a service exports and counts it; scrapes the service's metrics every second, as Prometheus does at its busiest.</summary>
internal sealed class Collector : IAsyncDisposable
{
    private readonly HttpListener _otlp = new();
    private readonly HttpClient _scraper = new();
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _running;

    public Collector(int port, Uri metrics)
    {
        Address = $"http://127.0.0.1:{port}/";
        _otlp.Prefixes.Add(Address);
        _otlp.Start();
        _running = Task.WhenAll(Task.Run(Take), Task.Run(() => Scrape(metrics)));
    }

    public string Address { get; }

    public long TraceBytes { get; private set; }

    public long Scrapes { get; private set; }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _otlp.Stop();
        await _running;
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

    private async Task Scrape(Uri metrics)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromSeconds(1));
        try
        {
            while (await timer.WaitForNextTickAsync(_stop.Token))
            {
                using var answer = await _scraper.GetAsync(metrics, _stop.Token);
                if (answer.IsSuccessStatusCode) Scrapes++;
            }
        }
        catch (OperationCanceledException)
        {
            // The measurement is over.
        }
    }
}
