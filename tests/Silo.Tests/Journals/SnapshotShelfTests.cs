using Periods.Grains.Journal;
using Periods.Silo.Journals;

namespace Periods.Silo.Tests.Journals;

/// <summary>What may wait is counted as it comes and goes, for as long as a silo runs.</summary>
public sealed class SnapshotShelfTests
{
    private const int Half = SnapshotShelf.BytesMax / 2;

    private readonly SnapshotShelf _shelf = new();

    [Fact]
    public void What_was_taken_makes_room_for_others()
    {
        for (var round = 0; round < 3; round++)
        {
            Put(EntityPen.New());
            Put(EntityPen.New());
            Assert.Equal(2, Take());
        }
    }

    [Fact]
    public void A_newer_one_takes_the_room_of_the_one_before()
    {
        var pen = EntityPen.New();
        for (var i = 0; i < 3; i++)
        {
            pen.Part("more");
            Put(pen);
        }
        Put(EntityPen.New());

        Assert.Equal(2, Take());
    }

    private void Put(EntityPen pen) => _shelf.Put(pen.Key, new Snapshot("period.v1", pen.Head, new byte[Half]));

    private int Take()
    {
        var taken = 0;
        while (_shelf.TryTake(out _, out _)) taken++;
        return taken;
    }
}
