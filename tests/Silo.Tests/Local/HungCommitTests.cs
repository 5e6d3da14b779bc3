using Microsoft.Extensions.Logging.Abstractions;
using Periods.Businesses;
using Periods.Closing;
using Periods.Silo.Tests.Journals;

namespace Periods.Silo.Tests.Local;

/// <summary>A commit that took so long that its commands were answered as failed, and then succeeded.</summary>
public sealed class HungCommitTests : IDisposable
{
    private static readonly TimeSpan HangsAfter = TimeSpan.FromSeconds(30);

    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Who_watches_a_score_is_told_of_what_nobody_was_told_to_be_durable()
    {
        var path = _folder.File("periods.db");
        await using var silo = await LocalSilo.Open(new JournalSource($"Data Source={path}"), TimeProvider.System, NullLoggerFactory.Instance);
        var (business, month) = (Guid.NewGuid(), Guid.NewGuid());
        Assert.Null((await silo.Grains.Business(business).Create(new CreateBusiness(default, "Acme", "UTC"))).Refusal);
        Assert.Null((await silo.Grains.Business(business).CreatePeriod(new CreatePeriod(default, month, new(2026, 1, 1), new(2026, 1, 31)))).Refusal);
        await using var watch = silo.Grains.CloseScore(business, month).Watch(null, default).GetAsyncEnumerator();
        Assert.True(await watch.MoveNextAsync().AsTask().WaitAsync(HangsAfter));

        await using (var shell = OperatorShell.HoldingTheWriteLock(path))
        {
            var nothing = new Change<long?>();
            var reported = await silo.Grains.Period(business, month).ReportInputs(new(default, new(true, 10), new(true, 3), nothing, default, default));
            Assert.Equal(RefusalCode.StorageUnavailable, reported.Refusal?.Code);
            shell.Run("ROLLBACK");
        }

        Assert.True(await watch.MoveNextAsync().AsTask().WaitAsync(HangsAfter));
        Assert.Equal(2, watch.Current.Version);
        Assert.Equal(2, (await silo.Grains.Period(business, month).GetScore()).Value!.Version);
    }
}
