using System.Globalization;

namespace Periods.Silo.Journals;

/// <summary>What the name of a numbered schema file says, which is recorded where the file is applied.</summary>
internal static class SchemaFile
{
    public static int Version(ReadOnlySpan<char> name) => int.Parse(name[..4], NumberStyles.None, CultureInfo.InvariantCulture);

    /// <summary>
    /// The version that a build must know to run where the file was applied: of <c>0007_runs_from_0006_name.sql</c> 6, and of a file that states
    /// nothing its own.
    /// </summary>
    public static int RunsFrom(int version, string name) =>
        name.Split('_') is [_, "runs", "from", var known, ..] && int.TryParse(known, NumberStyles.None, CultureInfo.InvariantCulture, out var from) ? from : version;
}
