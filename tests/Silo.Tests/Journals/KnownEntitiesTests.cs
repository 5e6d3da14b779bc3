using Periods.Grains.Journal;
using Periods.Silo.Sqlite;

namespace Periods.Silo.Tests.Journals;

/// <summary>How many heads the writer remembers, and whose.</summary>
public sealed class KnownEntitiesTests
{
    private readonly KnownEntities _known = new();

    [Fact]
    public void Who_was_not_met_for_long_is_let_go_and_who_was_is_not()
    {
        var (quiet, busy) = (EntityPen.New().Key, EntityPen.New().Key);
        Meet(quiet);
        Meet(busy);
        for (var i = 0; i < SqliteSettings.HeadsRemembered; i++)
        {
            Meet(EntityPen.New().Key);
            _known.Age();
            if (i % 1_000 == 0) Assert.True(_known.TryGet(busy, out _));
        }

        Assert.False(_known.TryGet(quiet, out _));
        Assert.True(_known.TryGet(busy, out _));
    }

    [Fact]
    public void A_transaction_that_is_taken_back_leaves_nobody_behind()
    {
        var (older, younger) = (EntityPen.New().Key, EntityPen.New().Key);
        Meet(older);
        for (var i = 0; i < SqliteSettings.HeadsRemembered / 2; i++) Meet(EntityPen.New().Key);
        _known.Age();
        Meet(younger);

        _known.Forget();

        Assert.All([older, younger], key => Assert.False(_known.TryGet(key, out _)));
    }

    private void Meet(EntityKey key) => _known.Add(key, new KnownEntity(1, EntityHead.None));
}
