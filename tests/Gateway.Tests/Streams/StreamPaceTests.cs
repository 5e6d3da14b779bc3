using Microsoft.Extensions.Logging.Abstractions;
using Periods.Gateway.Tests.Running;
using Periods.Silo;

namespace Periods.Gateway.Tests.Streams;

/// <summary>How fast one must read: a stream has a limit of its own (OpenStreamTests), and none of the server's, by which a client would be gone that does not read for five seconds.</summary>
public sealed class StreamPaceTests
{
    [Fact]
    public async Task The_server_wants_an_answer_to_be_read_and_leaves_a_stream_alone()
    {
        using var folder = new TempFolder();
        var silo = await LocalSilo.Open(new JournalSource($"Data Source={folder.File("periods.db")}"), TimeProvider.System, NullLoggerFactory.Instance);
        await using var service = await BareService.Start(silo.Grains, TimeProvider.System, silo);
        var company = await service.NewCompany();
        var period = await company.OpenPeriod();
        Assert.NotNull(service.Pace.MinDataRate);

        using var stream = await ScoreStream.Open(company.Viewer.Client, period);

        Assert.Null(service.Pace.MinDataRate);
    }
}
