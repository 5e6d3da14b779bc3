using Periods.Grains.Journal;
using Periods.Silo;
using Periods.Silo.Journals;

namespace Periods.Gateway.Startup;

/// <summary><c>periods verify</c>: walks the hash chains of a journal, offline or beside a running service, and names the first bad row.</summary>
internal static class Verification
{
    private const int Damaged = 2;

    /// <summary>0 when all is well, 2 when a row is bad, 1 when that cannot be said.</summary>
    public static async Task<int> Run(string[] args)
    {
        var journal = new JournalSource(Settings.Journal(Settings.Builder(args).Configuration));
        await using var reader = await journal.OpenForVerifying();
        var report = await Verify(reader);
        Console.WriteLine($"{report.Events} events of {report.Entities} entities read from {journal.Name}");
        if (report.FirstBad is not { } bad)
        {
            Console.WriteLine("every chain is whole");
            return 0;
        }
        Console.WriteLine($"first bad row: entity {bad.Entity ?? "?"}, version {bad.Version?.ToString() ?? "?"}, position {bad.Position?.ToString() ?? "?"}: {bad.Wrong}");
        return Damaged;
    }

    private static async Task<JournalReport> Verify(ILanedJournalReader reader)
    {
        try
        {
            return await JournalVerifier.Verify(reader, CancellationToken.None);
        }
        catch (JournalUnavailableException e)
        {
            // Which is no finding: what was not reached may be as it was written.
            throw new JournalOpenException($"The journal could not be read to its end: {e.Message}", e);
        }
    }
}
