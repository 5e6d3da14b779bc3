using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;

namespace Periods.Gateway.Tests.Running;

/// <summary>The service as an operator runs it: a process of its own, with what it prints.</summary>
internal sealed class ServiceProcess : IAsyncDisposable
{
    private const string Listening = "Periods listens on ";
    private const string Managed = "Health and metrics are on ";

    /// <summary>Longer than any start or stop on a busy machine: when it has passed, something hangs.</summary>
    private static readonly TimeSpan HangsAfter = TimeSpan.FromSeconds(60);

    private readonly Process _process;
    private readonly TaskCompletionSource<Uri> _listens = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource<Uri> _isManaged = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly ConcurrentQueue<string> _lines = new();
    private readonly ConcurrentQueue<string> _errors = new();
    private readonly ManualResetEventSlim _isRead = new(initialState: true);
    private HttpClient? _http;

    private ServiceProcess(Process process)
    {
        _process = process;
        process.OutputDataReceived += (_, line) => Heard(line.Data);
        process.ErrorDataReceived += (_, line) =>
        {
            if (line.Data is not null) _errors.Enqueue(line.Data);
        };
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
    }

    /// <summary>Complete once the process has ended.</summary>
    public string[] Output => [.. _lines];

    public string[] Errors => [.. _errors];

    /// <summary>What it has logged as an error or worse.</summary>
    public IEnumerable<string> Faults => Output.Where(line => line.Split(' ') is [_, "fail" or "crit", ..]);

    public Uri Address => _listens.Task.Result;

    /// <summary>Where health and metrics are, of a service that was given Management__Url.</summary>
    public Task<Uri> Management => _isManaged.Task.WaitAsync(HangsAfter);

    public Client Anonymous => new(_http!);

    public bool HasExited => _process.HasExited;

    /// <summary>Starts the service and waits for its listening line.</summary>
    /// <param name="journal">A file, or the connection string of a PostgreSQL.</param>
    public static async Task<ServiceProcess> Start(
        string journal, string? operatorToken = TestService.OperatorToken, params (string Name, string Value)[] settings)
    {
        var service = Launch(journal, operatorToken, settings);
        await Task.WhenAny(service._listens.Task, service._process.WaitForExitAsync()).WaitAsync(HangsAfter);
        if (!service._listens.Task.IsCompleted) Assert.Fail($"The service ended with {await service.Exit()}:\n{string.Join('\n', service.Errors)}");
        service._http = TestService.NewHttp(service.Address);
        return service;
    }

    /// <summary>Starts the service where it is not expected to come up.</summary>
    public static ServiceProcess Launch(string journal, string? operatorToken = TestService.OperatorToken, params (string Name, string Value)[] settings)
    {
        var start = new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "Periods.Gateway.dll")])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = Path.GetDirectoryName(journal) is { Length: > 0 } folder ? folder : null,
        };
        start.Environment["ASPNETCORE_URLS"] = "http://127.0.0.1:0";
        start.Environment["ConnectionStrings__Journal"] = journal.Contains('=', StringComparison.Ordinal) ? journal : $"Data Source={journal}";
        start.Environment.Remove("Access__OperatorToken");
        if (operatorToken is not null) start.Environment["Access__OperatorToken"] = operatorToken;
        SiloPorts.Free().Give(start.Environment);
        foreach (var (name, value) in settings) start.Environment[name] = value;
        return new ServiceProcess(Process.Start(start)!);
    }

    /// <summary>What it prints stays in the pipe from now on, until <see cref="ReadOn"/>.</summary>
    public void StopReading() => _isRead.Reset();

    public void ReadOn() => _isRead.Set();

    public Task<Company> NewCompany() => Company.Found(Anonymous, TestService.OperatorToken);

    /// <summary>SIGKILL: no handler runs, nothing is flushed.</summary>
    public async Task KillHard()
    {
        _process.Kill();
        await Exit();
    }

    /// <summary>SIGTERM, as an orchestrator stops a process.</summary>
    public async Task Terminate() =>
        await Shell.Run("kill", ["-TERM", _process.Id.ToString(CultureInfo.InvariantCulture)]);

    /// <summary>The exit code, once all output is in.</summary>
    public async Task<int> Exit()
    {
        await _process.WaitForExitAsync().WaitAsync(HangsAfter);
        return _process.ExitCode;
    }

    public async ValueTask DisposeAsync()
    {
        ReadOn();
        if (!_process.HasExited) _process.Kill();
        await Exit();
        _isRead.Dispose();
        _http?.Dispose();
        _process.Dispose();
    }

    private void Heard(string? line)
    {
        _isRead.Wait();
        if (line is null) return;
        _lines.Enqueue(line);
        if (line.StartsWith(Managed, StringComparison.Ordinal)) _isManaged.TrySetResult(new Uri(line[Managed.Length..]));
        if (line.StartsWith(Listening, StringComparison.Ordinal)) _listens.TrySetResult(new Uri(line[Listening.Length..line.IndexOf(',', StringComparison.Ordinal)]));
    }
}
