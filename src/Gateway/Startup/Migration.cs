using Periods.Silo;

namespace Periods.Gateway.Startup;

/// <summary><c>periods migrate</c>: brings the journal's schema up to date, with the rights of the role in the connection string, and ends.</summary>
internal static class Migration
{
    public static async Task<int> Run(string[] args)
    {
        var journal = new JournalSource(Settings.Journal(Settings.Builder(args).Configuration));
        await GrainHost.Migrate(journal);
        Console.WriteLine($"the schema of the journal, {journal.Name}, is up to date");
        return 0;
    }
}
