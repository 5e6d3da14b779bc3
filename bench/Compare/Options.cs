using System.Globalization;
using Periods.Compare.Cases;

namespace Periods.Compare;

/// <summary>What bench/run.sh passes on, as name=value.</summary>
/// <param name="Work">A folder for all that is temporary.</param>
/// <param name="Ours">Folders with the published programs.</param>
/// <param name="Postmaster">The process id of the PostgreSQL cluster.</param>
/// <param name="Only">Parts of the names of the cases to run; empty for all.</param>
internal sealed record Options(
    string Work, string Ours, string Plain, string Echo, int Port, int PostgresPort, int Postmaster, string Json, string[] Only, int[] Connections, int Rounds, double Seconds)
{
    public bool Includes(Case load) => Includes(load.Work);

    public bool Includes(string work) => Only.Length == 0 || Only.Any(work.Contains);

    public static Options Parse(string[] args)
    {
        var given = args.Select(a => a.Split('=', 2)).ToDictionary(a => a[0], a => a[1]);
        return new(
            given["work"], given["ours"], given["plain"], given["echo"], Number("port"), Number("postgres-port"), Number("postmaster"), given["json"],
            given["only"].Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries),
            [.. given["connections"].Split(',').Select(c => int.Parse(c, CultureInfo.InvariantCulture))],
            Number("rounds"), double.Parse(given["seconds"], CultureInfo.InvariantCulture));

        int Number(string name) => int.Parse(given[name], CultureInfo.InvariantCulture);
    }
}
