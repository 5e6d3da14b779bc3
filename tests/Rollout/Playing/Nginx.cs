using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;
using Periods.Faults.Running;
using Periods.Gateway.Tests.Running;
using Periods.K8s.Tests;

namespace Periods.Rollout.Playing;

/// <summary>nginx with the configuration of docs/nginx/periods.conf, on another port and leading to other silos.</summary>
internal sealed partial class Nginx : IAsyncDisposable
{
    private readonly TempFolder _folder = new();
    private Process? _process;

    public Door Door { get; } = new("nginx", new Uri($"http://127.0.0.1:{FreePort.Next()}"));

    /// <summary>Starts it, or has it take up the new list of silos; who is connected stays connected.</summary>
    public async Task LeadTo(int[] ports)
    {
        await File.WriteAllTextAsync(_folder.File("nginx.conf"), Configuration(ports));
        if (_process is null)
        {
            _process = Process.Start("nginx", ["-c", _folder.File("nginx.conf"), "-g", "daemon off;"]);
            await Until.Holds(() => Task.FromResult(File.Exists(_folder.File("nginx.pid"))));
        }
        else
        {
            await Signals.Hangup(_process.Id);
        }
    }

    public string Log() => File.Exists(_folder.File("error.log")) ? File.ReadAllText(_folder.File("error.log")) : "";

    public async ValueTask DisposeAsync()
    {
        if (_process is not null)
        {
            await Signals.Term(_process.Id);
            await _process.WaitForExitAsync();
            _process.Dispose();
        }
        Door.Dispose();
        _folder.Dispose();
    }

    // A reload closes idle connections of clients, also while one of them writes its next request, so they have none. An Ingress controller is not reloaded for new endpoints.
    private string Configuration(int[] ports)
    {
        var servers = string.Concat(ports.Select(port => $"  server 127.0.0.1:{port} max_fails=1 fail_timeout=2s;\n"));
        var documented = File.ReadAllText(Path.Combine(Overlay.Root, "docs/nginx/periods.conf"));
        var here = Servers().Replace(documented, servers, 1).Replace("listen 127.0.0.1:8080", $"listen 127.0.0.1:{Door.Address.Port}", StringComparison.Ordinal);
        return string.Create(CultureInfo.InvariantCulture, $$"""
            worker_processes 1;
            pid {{_folder.File("nginx.pid")}};
            error_log {{_folder.File("error.log")}} error;
            events { worker_connections 4096; }
            http {
            access_log off;
            keepalive_timeout 0;
            {{here}}
            }

            """);
    }

    [GeneratedRegex(@"( +server 127\.0\.0\.1:\d+ [^\n]*\n)+")]
    private static partial Regex Servers();
}
