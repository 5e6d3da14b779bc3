using System.Globalization;
using System.Runtime.InteropServices;
using Npgsql;

namespace Periods.Compare.Report;

/// <summary>What it ran on.</summary>
internal sealed record Machine(string Processor, int Cores, long MemoryGb, string Kernel, string Runtime, string Postgres, string Date)
{
    public static async Task<Machine> Read(NpgsqlDataSource postgres) => new(
        File.ReadLines("/proc/cpuinfo").First(l => l.StartsWith("model name", StringComparison.Ordinal)).Split(':')[1].Trim(),
        Environment.ProcessorCount,
        GC.GetGCMemoryInfo().TotalAvailableMemoryBytes >> 30,
        RuntimeInformation.OSDescription,
        RuntimeInformation.FrameworkDescription,
        await Version(postgres),
        TimeProvider.System.GetUtcNow().ToString("yyyy-MM-dd HH:mm 'UTC'", CultureInfo.InvariantCulture));

    private static async Task<string> Version(NpgsqlDataSource postgres)
    {
        await using var command = postgres.CreateCommand("SHOW server_version");
        return (string)(await command.ExecuteScalarAsync())!;
    }
}
