using Microsoft.Extensions.Logging.Abstractions;
using Periods.Gateway.Access;
using Periods.Gateway.Startup;
using Periods.Gateway.Tests.Contract;
using Periods.Gateway.Tests.Running;
using Periods.Silo;
using Periods.Silo.Local;
using Periods.Silo.Sqlite;

namespace Periods.Gateway.Tests.Access;

/// <summary>The operator's token that is made on an empty store, by a date that the test moves.</summary>
public sealed class GeneratedTokenTests
{
    [Fact]
    public async Task It_is_good_for_as_long_as_no_other_is_configured()
    {
        using var folder = new TempFolder();
        var clock = new WallClock();
        await using var silo = await LocalSilo.Open(new JournalSource($"Data Source={folder.File("periods.db")}"), clock, NullLoggerFactory.Instance);
        var token = await OperatorToken.Generate(silo.Grains);

        clock.Pass(TimeSpan.FromDays(50 * 365));

        Assert.True((await new Authenticator(silo.Grains, operatorToken: null, clock).Identify(token)).Value?.IsOperator);
        Assert.Null((await new Authenticator(silo.Grains, TestService.OperatorToken, clock).Identify(token)).Value);
    }

    [Fact]
    public async Task Who_finds_an_empty_store_second_makes_none_and_that_of_the_first_is_good()
    {
        using var folder = new TempFolder();
        await using var silo = await LocalSilo.Open(new JournalSource($"Data Source={folder.File("periods.db")}"), TimeProvider.System, NullLoggerFactory.Instance);
        var first = await OperatorToken.Generate(silo.Grains);

        Assert.Null(await OperatorToken.Generate(silo.Grains));

        Assert.True((await new Authenticator(silo.Grains, operatorToken: null, TimeProvider.System).Identify(first)).Value?.IsOperator);
    }

    [Fact]
    public async Task A_journal_that_does_not_record_it_ends_the_start_and_no_token_is_shown()
    {
        using var folder = new TempFolder();
        await using var file = SqliteJournal.Open(folder.File("periods.db"), TimeProvider.System);
        await using var notices = new LocalNotices(TimeProvider.System, NullLogger<LocalNotices>.Instance);
        var journal = new StagedJournal(file);
        journal.Make(Trouble.Overloaded);

        var told = await Assert.ThrowsAsync<StartupException>(() => OperatorToken.Generate(new LocalGrains(journal, new SystemClock(TimeProvider.System), notices)));

        Assert.Equal("The operator token cannot be recorded: Overloaded.", told.Message);
    }
}
