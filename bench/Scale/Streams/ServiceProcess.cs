using System.Diagnostics;
using System.Globalization;
using Periods.Scale.Memory;

namespace Periods.Scale.Streams;

/// <summary>The service as a process of its own, on SQLite in a folder.</summary>
internal sealed class ServiceProcess : IAsyncDisposable
{
    private readonly Process _process;

    /// <param name="program">Periods.Gateway.dll.</param>
    private ServiceProcess(string program, string folder, Uri address, string operatorToken)
    {
        var start = new ProcessStartInfo("dotnet", [program]) { RedirectStandardOutput = true };
        start.Environment["ASPNETCORE_URLS"] = address.GetLeftPart(UriPartial.Authority);
        start.Environment["ConnectionStrings__Journal"] = $"Data Source={Path.Combine(folder, "periods.db")}";
        start.Environment["Access__OperatorToken"] = operatorToken;
        _process = Process.Start(start)!;
        _process.OutputDataReceived += static (_, _) => { };
        _process.BeginOutputReadLine();
    }

    public long Resident => Footprint.ResidentOf(_process.Id.ToString(CultureInfo.InvariantCulture));

    public TimeSpan Cpu
    {
        get
        {
            _process.Refresh();
            return _process.TotalProcessorTime;
        }
    }

    public static async Task<ServiceProcess> Start(string program, string folder, HttpClient http, string operatorToken)
    {
        var service = new ServiceProcess(program, folder, http.BaseAddress!, operatorToken);
        while (!await IsReady(http))
            if (service._process.HasExited) throw new InvalidOperationException($"The service ended with {service._process.ExitCode}.");
        return service;
    }

    public async ValueTask DisposeAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();
    }

    private static async Task<bool> IsReady(HttpClient http)
    {
        try
        {
            using var answer = await http.GetAsync(new Uri("/health/ready", UriKind.Relative));
            return answer.IsSuccessStatusCode;
        }
        catch (HttpRequestException)
        {
            await Task.Delay(50);
            return false;
        }
    }
}
