namespace Periods.Grains.Tests.Entities;

/// <summary>Commands sent all at once, over a journal that commits when the seed says.</summary>
internal static class Interleaving
{
    public static async Task Run(TestJournal journal, Random chance, IEnumerable<Func<Task>> commands)
    {
        using var queued = new SemaphoreSlim(0);
        journal.Queued = () => queued.Release();
        journal.Holds = true;
        var all = Task.WhenAll(commands.Select(Task.Run));
        while (!all.IsCompleted)
        {
            // Some commits wait until more is decided on top of them.
            for (var n = chance.Next(3); n > 0 && await queued.WaitAsync(TimeSpan.Zero); n--)
            {
            }
            if (!journal.Release()) await Task.WhenAny(all, queued.WaitAsync());
        }
        await all;
        journal.Holds = false;
        journal.Queued = () => { };
    }
}
