using System.Collections.Concurrent;
using System.Diagnostics;
using Periods.Faults.Running;
using Periods.Gateway.Tests.Running;
using Periods.Rollout.Releases;

namespace Periods.Rollout.Playing;

/// <summary>A silo as the kubelet runs it: started, probed, told to leave, and killed when it overstays.</summary>
internal sealed class Pod : IAsyncDisposable
{
    private readonly ConcurrentQueue<string> _lines = new();
    private readonly CancellationTokenSource _ended = new();
    private readonly Plan _plan;
    private readonly Process _process;
    private readonly HttpClient _kubelet;
    private readonly Task _probing;
    private long _readySince;
    private volatile bool _isReady;

    public Pod(Release release, Plan plan, ContainerEnvironment environment)
    {
        (Release, _plan) = (release, plan);
        var managementPort = FreePort.Next();
        var start = new ProcessStartInfo("dotnet", [release.Program]) { RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = release.Folder };
        foreach (var (name, value) in environment.OfSilo(Port, managementPort)) start.Environment[name] = value;
        _process = Process.Start(start)!;
        _process.OutputDataReceived += (_, line) => Heard(line.Data);
        _process.ErrorDataReceived += (_, line) => Heard(line.Data);
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
        _kubelet = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{managementPort}") };
        _probing = Probe();
    }

    public Release Release { get; }

    public int Port { get; } = FreePort.Next();

    /// <summary>What it printed.</summary>
    public IEnumerable<string> Lines => _lines;

    /// <summary>Whether requests are to be sent to it.</summary>
    public bool IsReady => _isReady && !IsLeaving;

    /// <summary>Ready for as long as the Deployment wants it to have been.</summary>
    public bool IsAvailable => IsReady && Stopwatch.GetElapsedTime(_readySince) >= _plan.MinReady;

    public bool IsLeaving { get; private set; }

    /// <summary>What Kubernetes would have restarted it for, or killed it; null when nothing.</summary>
    public string? Failure { get; private set; }

    /// <summary>As when a pod is deleted; how long the process took to end after SIGTERM.</summary>
    public async Task<TimeSpan> Leave()
    {
        IsLeaving = true;
        await Lasting.For(_plan.PreStop);
        var since = Stopwatch.GetTimestamp();
        await Signals.Term(_process.Id);
        try
        {
            await _process.WaitForExitAsync().WaitAsync(_plan.Grace - _plan.PreStop);
        }
        catch (TimeoutException)
        {
            Failure ??= $"killed after a grace of {_plan.Grace.TotalSeconds} s";
            await Signals.Kill(_process.Id);
            await _process.WaitForExitAsync();
        }
        if (_process.ExitCode != 0) Failure ??= $"ended with {_process.ExitCode}";
        await _ended.CancelAsync();
        return Stopwatch.GetElapsedTime(since);
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited) await Signals.Kill(_process.Id);
        await _process.WaitForExitAsync();
        await _ended.CancelAsync();
        await _probing;
        _process.Dispose();
        _kubelet.Dispose();
        _ended.Dispose();
    }

    private async Task Probe()
    {
        if (!await Repeat(_plan.Startup, untilItHolds: true, _ => { })) return;
        await Task.WhenAll(
            Repeat(_plan.Readiness, untilItHolds: false, isReady =>
            {
                if (isReady && !_isReady) _readySince = Stopwatch.GetTimestamp();
                _isReady = isReady;
            }),
            Repeat(_plan.Liveness, untilItHolds: false, isLive =>
            {
                if (!isLive) Failure ??= $"{_plan.Liveness.Path} had no answer {_plan.Liveness.FailureThreshold} times";
            }));
    }

    /// <summary>Asks once a period until the process has ended, or until the answer is yes. No means: as often in a row as the threshold says.</summary>
    private async Task<bool> Repeat(Probe probe, bool untilItHolds, Action<bool> conclude)
    {
        using var period = new PeriodicTimer(probe.Period);
        var failures = 0;
        do
        {
            var holds = await Asks(probe);
            failures = holds ? 0 : failures + 1;
            if (holds && untilItHolds) return true;
            if (_ended.IsCancellationRequested || IsLeaving) return false;
            if (failures >= probe.FailureThreshold && untilItHolds)
            {
                Failure ??= $"did not start:\n{string.Join('\n', _lines)}";
                return false;
            }
            if (holds || failures >= probe.FailureThreshold) conclude(holds);
        }
        while (await Tick(period));
        return false;
    }

    private async Task<bool> Tick(PeriodicTimer period)
    {
        try
        {
            return await period.WaitForNextTickAsync(_ended.Token);
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }

    private async Task<bool> Asks(Probe probe)
    {
        using var patience = new CancellationTokenSource(probe.Timeout);
        try
        {
            using var answer = await _kubelet.GetAsync(probe.Path, patience.Token);
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
