using System.Net.Http.Headers;
using Periods.Compare.Books;
using Periods.Compare.Servers;

namespace Periods.Compare.Streams;

/// <summary>Dashboards that watch scores while the load runs.</summary>
internal sealed class OpenStreams : IAsyncDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly List<Task> _reading = [];
    private long _bytes;

    /// <summary>Those still open.</summary>
    public int Open => _reading.Count(r => !r.IsCompleted);

    public long Bytes => Interlocked.Read(ref _bytes);

    /// <summary>One stream for each of so many businesses, on its first period.</summary>
    public async Task Add(Server server, IEnumerable<Book> books)
    {
        foreach (var book in books)
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, $"/api/v1/accounting-periods/{book.Periods[0].Id}/close-score/stream");
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", book.Tokens[0]);
            request.Headers.Add("x-business-id", book.BusinessId);
            var response = await server.Http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
            response.EnsureSuccessStatusCode();
            _reading.Add(Read(response));
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await Task.WhenAll(_reading);
        _stop.Dispose();
    }

    private async Task Read(HttpResponseMessage response)
    {
        var buffer = new byte[4096];
        try
        {
            using (response)
            {
                await using var stream = await response.Content.ReadAsStreamAsync(_stop.Token);
                while (await stream.ReadAsync(buffer, _stop.Token) is > 0 and var read) Interlocked.Add(ref _bytes, read);
            }
        }
        catch (Exception e) when (e is OperationCanceledException or IOException)
        {
            // Ended by us, or by the server: Open says so.
        }
    }
}
