using Microsoft.Extensions.Logging.Abstractions;
using Periods.Gateway.Access;
using Periods.Gateway.Startup;
using Periods.Gateway.Tests.Running;
using Periods.Silo;

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
}
