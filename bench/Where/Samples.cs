using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;

namespace Periods.Where;

/// <summary>Whose work a sample is.</summary>
internal enum Part
{
    /// <summary>HTTP and what stands in front of the grains, Kestrel included.</summary>
    Gateway,

    /// <summary>The grains: decide, evolve, hash, events to JSON.</summary>
    Rules,

    /// <summary>Batches and connections, the driver included, and SQLite itself.</summary>
    Journal,

    /// <summary>The collector, the compiler, the thread pool, and what nobody's frame stands above.</summary>
    Runtime,

    Kernel,
}

/// <summary>A process looked at a thousand times a second of its processor time, with the frames that led there.</summary>
internal static partial class Samples
{
    private static readonly (string Module, Part Part)[] Owners =
    [
        ("Periods.Gateway", Part.Gateway), ("Microsoft.AspNetCore", Part.Gateway), ("Periods.Grains", Part.Rules),
        ("Periods.Silo", Part.Journal), ("Npgsql", Part.Journal), ("Microsoft.Data.Sqlite", Part.Journal), ("SQLitePCLRaw", Part.Journal), ("libe_sqlite3", Part.Journal),
        ("libcoreclr", Part.Runtime), ("libclr", Part.Runtime),
    ];

    /// <summary>Where the runtime writes the names of its compiled methods.</summary>
    public static string NamesOf(int processId) => $"/tmp/perf-{processId}.map";

    public static async Task Take(int processId, TimeSpan duration, string file) => await Perf(
        ["record", "-q", "-F", "997", "-e", "cpu-clock", "--call-graph", "fp", "-p", Text(processId), "-o", file, "--", "sleep", Text(duration.TotalSeconds)], static _ => { });

    public static async Task<IReadOnlyDictionary<Part, int>> Count(string file)
    {
        var counts = new Dictionary<Part, int>();
        var frames = new List<string>();
        await Perf(["script", "-i", file, "-F", "ip,sym,dso"], line =>
        {
            if (line.Length > 0)
            {
                frames.Add(line);
                return;
            }
            if (frames.Count == 0) return;
            var part = PartOf(frames);
            counts[part] = counts.GetValueOrDefault(part) + 1;
            frames.Clear();
        });
        return counts;
    }

    /// <summary>The kernel's when it was there; otherwise of the innermost frame that has an owner. A library of the platform works for who called it.</summary>
    private static Part PartOf(List<string> frames)
    {
        if (frames[0].Contains("([kernel", StringComparison.Ordinal)) return Part.Kernel;
        foreach (var frame in frames)
        {
            var module = ModuleOf(frame);
            foreach (var owner in Owners)
                if (module.StartsWith(owner.Module, StringComparison.Ordinal)) return owner.Part;
        }
        return Part.Runtime;
    }

    /// <summary>Of <c>ADDRESS RESULT [MODULE] TYPE::METHOD (/tmp/perf-1.map)</c> the module; of <c>ADDRESS SYMBOL (FILE)</c> the file's name.</summary>
    private static string ModuleOf(string frame)
    {
        if (Module().Match(frame) is { Success: true } managed) return managed.Groups[1].Value;
        var file = frame[(frame.LastIndexOf('(') + 1)..];
        return file[(file.LastIndexOf('/') + 1)..];
    }

    private static async Task Perf(string[] arguments, Action<string> line)
    {
        using var perf = Process.Start(new ProcessStartInfo("perf", arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        var errors = perf.StandardError.ReadToEndAsync();
        while (await perf.StandardOutput.ReadLineAsync() is { } text) line(text);
        await perf.WaitForExitAsync();
        if (perf.ExitCode != 0) throw new InvalidOperationException($"perf {arguments[0]} ended with {perf.ExitCode}: {await errors}");
    }

    private static string Text(IFormattable number) => number.ToString(null, CultureInfo.InvariantCulture);

    // Result types have a module, too, but no space behind it.
    [GeneratedRegex(@"\[([\w.]+)\] ")]
    private static partial Regex Module();
}
