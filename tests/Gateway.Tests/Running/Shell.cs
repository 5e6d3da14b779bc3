using System.ComponentModel;
using System.Diagnostics;

namespace Periods.Gateway.Tests.Running;

/// <summary>Programs a client has: bash, curl, node, npm.</summary>
internal static class Shell
{
    private static readonly Dictionary<string, string> DebianPackages = new() { ["bash"] = "bash", ["curl"] = "curl", ["node"] = "nodejs", ["npm"] = "npm" };

    /// <summary>Runs a program to its end.</summary>
    public static Task<(int ExitCode, string Output, string Errors)> Run(string program, string[] arguments, params (string Name, string Value)[] environment) =>
        RunIn(Environment.CurrentDirectory, program, arguments, environment);

    /// <inheritdoc cref="Run"/>
    public static async Task<(int ExitCode, string Output, string Errors)> RunIn(
        string folder, string program, string[] arguments, params (string Name, string Value)[] environment)
    {
        var start = new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = folder };
        foreach (var (name, value) in environment) start.Environment[name] = value;
        using var process = Start(start);
        var output = process.StandardOutput.ReadToEndAsync();
        var errors = process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        return (process.ExitCode, await output, await errors);
    }

    /// <summary>Fails, and says what to install, where a program is missing.</summary>
    public static async Task Require(string program) => await Run(program, ["--version"]);

    private static Process Start(ProcessStartInfo start)
    {
        try
        {
            return Process.Start(start)!;
        }
        catch (Win32Exception e)
        {
            var package = DebianPackages.GetValueOrDefault(start.FileName, start.FileName);
            throw new InvalidOperationException($"This test needs {start.FileName}: install the Debian package '{package}'.", e);
        }
    }
}
