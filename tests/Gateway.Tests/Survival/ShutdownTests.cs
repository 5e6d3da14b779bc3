using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Periods.Gateway.Startup;
using Periods.Gateway.Tests.Fuzz;
using Periods.Gateway.Tests.Running;
using Periods.Gateway.Tests.Streams;

namespace Periods.Gateway.Tests.Survival;

/// <summary>SIGTERM: what was begun is answered, what was answered is kept, and the process is gone in seconds.</summary>
[Collection("Processes")]
public sealed class ShutdownTests
{
    private static readonly TimeSpan Seconds = TimeSpan.FromSeconds(10);

    [Fact]
    public async Task Under_load_everything_acknowledged_is_in_the_journal_and_nothing_more_is_taken()
    {
        using var folder = new TempFolder();
        var journal = folder.File("periods.db");
        var ledger = new Ledger();
        var load = new Load(1, ledger);
        Company company;
        await using (var service = await ServiceProcess.Start(journal))
        {
            company = await service.NewCompany();
            await load.Prepare(company);
            using var stop = new CancellationTokenSource();
            var running = load.Run(company, clients: 8, round: 0, stop.Token);
            await Until.Holds(() => Task.FromResult(ledger.Acknowledged >= 200));

            await service.Terminate();
            Assert.Equal(0, await service.Exit().WaitAsync(Seconds));
            await running;
            Assert.Empty(service.Errors);
            ledger.AssertKept(await Journal.ReadVerified(journal));
            await Assert.ThrowsAsync<HttpRequestException>(() => service.Anonymous.Get("/health/live"));
        }
        await using var again = await ServiceProcess.Start(journal);
        await ledger.Retry(company.At(again.Anonymous));
        ledger.AssertKept(await Journal.ReadVerified(journal));
    }

    [Fact]
    public async Task Open_streams_end_the_process_goes_and_watchers_resume_without_gap_or_double()
    {
        using var folder = new TempFolder();
        var journal = folder.File("periods.db");
        var seen = new List<long>();
        Company company;
        Guid period;
        await using (var service = await ServiceProcess.Start(journal))
        {
            company = await service.NewCompany();
            period = await company.OpenPeriod();
            var watchers = new[] { company.Owner, company.Admin, company.Member, company.Viewer };
            var streams = await Task.WhenAll(Enumerable.Range(0, 200).Select(i => ScoreStream.Open(watchers[i % 4].Client, period)));
            var rests = streams.Select(stream => stream.Rest()).ToArray();
            for (var i = 1; i <= 20; i++) (await company.Member.Client.ReportInputs(period, $$$"""{"anomalies":{"low":{{{i}}}}}""")).Ok();

            await service.Terminate();
            Assert.Equal(0, await service.Exit().WaitAsync(Seconds));
            foreach (var rest in rests)
            {
                var ids = (await rest).Select(c => c.Id).ToList();
                Assert.Equal(Enumerable.Range(0, ids.Count).Select(i => ids[0] + i), ids);
                if (ids.Count > seen.Count) seen = ids;
            }
            foreach (var stream in streams) stream.Dispose();
            Assert.Empty(service.Errors);
            Assert.Empty(service.Faults);
        }

        await using var again = await ServiceProcess.Start(journal);
        var later = company.At(again.Anonymous);
        (await later.Member.Client.ReportInputs(period, """{"anomalies":{"low":30}}""")).Ok();
        using var resumed = await ScoreStream.Open(later.Viewer.Client, period, seen[^1]);
        while (seen[^1] < 22) seen.Add((await resumed.Next())!.Id);
        Assert.Equal(Enumerable.Range(0, seen.Count).Select(i => seen[0] + i), seen);
    }

    [Fact]
    public async Task Whoever_is_connected_hears_that_the_service_is_not_ready_and_to_connect_elsewhere_long_before_it_is_gone()
    {
        using var folder = new TempFolder();
        await using var service = await ServiceProcess.Start(folder.File("periods.db"));
        using var client = await RawHttp.Half(service.Address, "");
        using var answers = new StreamReader(client.GetStream());
        Assert.Equal((200, false), await Ask());

        await service.Terminate();

        (int Status, bool Closes) answer;
        var since = default(Stopwatch);
        do
        {
            answer = await Ask();
            if (answer.Status == 503) since ??= Stopwatch.StartNew();
        }
        while (!answer.Closes);
        Assert.Equal(503, answer.Status);
        Assert.InRange(since!.Elapsed, TimeSpan.Zero, Departure.Patience / 2);
        Assert.Equal(0, await service.Exit().WaitAsync(Seconds));

        async Task<(int Status, bool Closes)> Ask()
        {
            await client.GetStream().WriteAsync("GET /health/ready HTTP/1.1\r\nHost: localhost\r\n\r\n"u8.ToArray());
            var (status, closes, length) = (int.Parse((await Line())[9..12], CultureInfo.InvariantCulture), false, 0);
            for (var line = await Line(); line.Length > 0; line = await Line())
            {
                closes |= line == "Connection: close";
                if (line.StartsWith("Content-Length: ", StringComparison.Ordinal)) length = int.Parse(line[16..], CultureInfo.InvariantCulture);
            }
            await answers.ReadBlockAsync(new char[length]);
            return (status, closes);
        }

        async Task<string> Line() => await answers.ReadLineAsync() ?? throw new EndOfStreamException("The connection ended without a word.");
    }

    [Fact]
    public async Task A_client_that_never_sends_its_body_does_not_keep_the_process()
    {
        using var folder = new TempFolder();
        await using var service = await ServiceProcess.Start(folder.File("periods.db"));
        using var client = await RawHttp.Half(
            service.Address,
            $"POST /api/v1/businesses HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer {TestService.OperatorToken}\r\nContent-Length: 50\r\nExpect: 100-continue\r\n\r\n");
        using var lines = new StreamReader(client.GetStream());
        Assert.Equal("HTTP/1.1 100 Continue", await lines.ReadLineAsync());

        await service.Terminate();
        // 4 s of patience, and some for a busy machine; it was 7.
        Assert.Equal(0, await service.Exit().WaitAsync(TimeSpan.FromSeconds(6.5)));
        Assert.Empty(service.Faults);
    }

    [Fact]
    public async Task Whoever_does_not_answer_keeps_the_process_no_longer_than_one_of_them()
    {
        using var collector = new TcpListener(IPAddress.Loopback, 0);
        collector.Start();
        using var folder = new TempFolder();
        await using var service = await ServiceProcess.Start(
            folder.File("periods.db"),
            settings: [("OTEL_EXPORTER_OTLP_ENDPOINT", $"http://{collector.LocalEndpoint}"), ("OTEL_TRACES_SAMPLER_ARG", "1"), ("OTEL_METRICS_EXPORTER", "otlp"), ("Management__Url", "http://127.0.0.1:0")]);
        await service.NewCompany();
        using var client = await RawHttp.Half(service.Address, $"POST /api/v1/businesses HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer {TestService.OperatorToken}\r\nContent-Length: 50\r\n\r\n{{");
        using var prober = await RawHttp.Half(await service.Management, "GET /health/live HTTP/1.1\r\n");

        await service.Terminate();
        // Five seconds, and some for a busy machine; it was 7.
        Assert.Equal(0, await service.Exit().WaitAsync(TimeSpan.FromSeconds(6.5)));
        Assert.Empty(service.Faults);
    }
}
