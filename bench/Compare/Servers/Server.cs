using System.Diagnostics;
using System.Net;

namespace Periods.Compare.Servers;

/// <summary>One of the servers compared, in a process of its own on loopback.</summary>
internal sealed class Server : IAsyncDisposable
{
    private static readonly TimeSpan StartMax = TimeSpan.FromSeconds(30);

    private readonly Process _process;

    private Server(string name, int port, Process process)
    {
        Name = name;
        Address = new IPEndPoint(IPAddress.Loopback, port);
        _process = process;
        Http = new HttpClient(new SocketsHttpHandler { UseProxy = false, MaxConnectionsPerServer = 256 }) { BaseAddress = new Uri($"http://127.0.0.1:{port}") };
    }

    public string Name { get; }

    public IPEndPoint Address { get; }

    public HttpClient Http { get; }

    public int ProcessId => _process.Id;

    /// <summary>Starts it without waiting for it.</summary>
    /// <param name="log">What it prints.</param>
    public static Server Launch(string name, string dll, int port, string log, params (string Name, string Value)[] settings)
    {
        var start = new ProcessStartInfo("/bin/sh") { UseShellExecute = false };
        // exec: the process is the server itself, whose time is counted.
        start.ArgumentList.Add("-c");
        start.ArgumentList.Add("exec dotnet \"$0\" >\"$1\" 2>&1");
        start.ArgumentList.Add(dll);
        start.ArgumentList.Add(log);
        start.Environment["ASPNETCORE_URLS"] = $"http://127.0.0.1:{port}";
        foreach (var setting in settings) start.Environment[setting.Name] = setting.Value;
        return new Server(name, port, Process.Start(start)!);
    }

    /// <exception cref="InvalidOperationException">It ended instead.</exception>
    /// <param name="health">Where it says so, unless on its own address.</param>
    public async Task Ready(Uri? health = null)
    {
        using var patience = new CancellationTokenSource(StartMax);
        while (true)
        {
            if (_process.HasExited) throw new InvalidOperationException($"{Name} ended with {_process.ExitCode} instead of listening.");
            try
            {
                using var answer = await Http.GetAsync(health ?? new Uri("/health/ready", UriKind.Relative), patience.Token);
                if (answer.IsSuccessStatusCode) return;
            }
            catch (HttpRequestException)
            {
                // Not listening yet.
            }
            await Task.Delay(1, patience.Token);
        }
    }

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        if (!_process.HasExited) _process.Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();
    }
}
