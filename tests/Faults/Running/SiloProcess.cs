using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Net;
using Periods.Gateway.Tests.Running;

namespace Periods.Faults.Running;

/// <summary>One silo: the service as a process of its own, on an address it keeps, started, frozen and killed at will.</summary>
/// <param name="advertised">What other silos are told to reach this one by, when it is not where it listens.</param>
/// <param name="ownershipFile">What makes it the owner of its journal; null for one of any number of silos.</param>
internal sealed class SiloProcess(string name, string journal, string folder, IPAddress? advertised = null, string? ownershipFile = null) : IAsyncDisposable
{
    /// <summary>Longer than any start or stop on a busy machine: when it has passed, something hangs.</summary>
    private static readonly TimeSpan HangsAfter = TimeSpan.FromSeconds(60);

    private readonly ConcurrentQueue<string> _lines = new();
    private readonly SiloPorts _ports = SiloPorts.Free();
    private Process? _process;

    public string Name => name;

    /// <summary>The same one over all its lives.</summary>
    public Door Door { get; } = new(name, new Uri($"http://127.0.0.1:{FreePort.Next()}"));

    /// <summary>Where other silos reach it, on the Orleans host.</summary>
    public int Port => _ports.Silo;

    public bool IsRunning => _process is { HasExited: false };

    /// <summary>What it printed, over all its lives.</summary>
    public string Log => string.Join('\n', _lines);

    /// <summary>Starts the process and waits until it says that it is ready.</summary>
    public async Task Start()
    {
        Launch();
        await Until.Holds(async () => HasFailed() || await IsReady());
        if (HasFailed()) Assert.Fail($"{name} ended with {_process!.ExitCode}:\n{Log}");
    }

    public void Launch()
    {
        var start = new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "Periods.Gateway.dll")])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = folder,
        };
        start.Environment["ASPNETCORE_URLS"] = Door.Address.GetLeftPart(UriPartial.Authority);
        start.Environment["ConnectionStrings__Journal"] = journal;
        start.Environment["Access__OperatorToken"] = TestService.OperatorToken;
        _ports.Give(start.Environment);
        if (ownershipFile is not null) start.Environment["Journal__OwnershipFile"] = ownershipFile;
        if (advertised is not null) start.Environment["Orleans__AdvertisedAddress"] = advertised.ToString();
        _process?.Dispose();
        _process = Process.Start(start)!;
        _process.OutputDataReceived += (_, line) => Heard(line.Data);
        _process.ErrorDataReceived += (_, line) => Heard(line.Data);
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    public Task<bool> IsReady() => Says("/health/ready");

    public Task<bool> IsLive() => Says("/health/live");

    /// <summary>SIGKILL: no handler runs, nothing is flushed.</summary>
    public async Task Kill()
    {
        await Signals.Kill(_process!.Id);
        await Exit();
    }

    /// <summary>SIGTERM, as an orchestrator stops a process; how long it took to end.</summary>
    public async Task<TimeSpan> Terminate()
    {
        var since = Stopwatch.GetTimestamp();
        await Signals.Term(_process!.Id);
        Assert.Equal(0, await Exit());
        return Stopwatch.GetElapsedTime(since);
    }

    /// <summary>SIGSTOP: it holds its connections and does nothing.</summary>
    public Task Freeze() => Signals.Stop(_process!.Id);

    public Task Thaw() => Signals.Continue(_process!.Id);

    /// <summary>Resident memory.</summary>
    public long MemoryMiB()
    {
        var line = File.ReadLines($"/proc/{_process!.Id}/status").First(l => l.StartsWith("VmRSS:", StringComparison.Ordinal));
        return long.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[^2], CultureInfo.InvariantCulture) / 1024;
    }

    public async ValueTask DisposeAsync()
    {
        if (IsRunning) await Kill();
        Door.Dispose();
        _process?.Dispose();
    }

    private bool HasFailed() => _process!.HasExited;

    private async Task<int> Exit()
    {
        await _process!.WaitForExitAsync().WaitAsync(HangsAfter);
        return _process.ExitCode;
    }

    private async Task<bool> Says(string health)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(2));
        try
        {
            using var answer = await Door.Http.GetAsync(health, patience.Token);
            return answer.IsSuccessStatusCode;
        }
        catch (Exception e) when (e is HttpRequestException or OperationCanceledException)
        {
            return false;
        }
    }

    private void Heard(string? line)
    {
        if (line is not null) _lines.Enqueue(line);
    }
}
