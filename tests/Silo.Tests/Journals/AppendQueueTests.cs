using Periods.Silo.Sqlite;

namespace Periods.Silo.Tests.Journals;

/// <summary>What goes together in a commit.</summary>
public sealed class AppendQueueTests
{
    private const int Half = Limits.JournalBatchBytesMax / 2;

    [Theory]
    [InlineData(new[] { Half - 100, Half - 100, 300, 1 }, new[] { 2, 2 })]
    [InlineData(new[] { 1, 3 * Half, 1, 1 }, new[] { 1, 1, 2 })]
    public void A_commit_ends_before_it_is_too_large_and_what_is_larger_goes_alone(int[] lengths, int[] expected)
    {
        var queue = new AppendQueue();
        foreach (var length in lengths) Assert.True(queue.TryAdd(new PendingAppend([EntityPen.New().Part(new string('x', length))], new TestClock())));
        queue.Close();

        var sizes = new List<int>();
        for (var batch = new List<PendingAppend>(); queue.Take(batch, TimeSpan.Zero); batch.Clear()) sizes.Add(batch.Count);

        Assert.Equal(expected, sizes);
    }
}
