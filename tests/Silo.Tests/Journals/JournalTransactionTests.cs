using Periods.Grains.Journal;
using Periods.Silo.Sqlite;

namespace Periods.Silo.Tests.Journals;

public sealed class JournalTransactionTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void What_a_batch_made_of_an_entity_is_known_to_its_end_however_many_others_it_touches()
    {
        using var file = SqliteFile.ForWriting(_folder.File("periods.db"));
        SqliteSchema.Upgrade(file, 0);
        var transaction = new JournalTransaction(file, RecentEvents.Of(file, 1));
        var pen = EntityPen.New();
        var late = pen.Twin();
        var touched = Enumerable.Range(0, SqliteSettings.HeadsRemembered + 1).Select(_ => EntityPen.New().Part());
        var batch = new[] { pen.Part("one") }.Concat(touched).Append(late.Part("also one")).Append(pen.Part("two"))
            .Select(part => new PendingAppend([part], TimeProvider.System)).ToArray();

        transaction.Begin(batch);
        transaction.Commit();

        Assert.Equal([AppendResult.Appended, AppendResult.Conflict, AppendResult.Appended], new[] { batch[0], batch[^2], batch[^1] }.Select(append => append.Verdict));
        Assert.Equal(2, file.Number("SELECT position FROM head"));
    }
}
