using System.Net;
using System.Net.Sockets;
using Periods.Gateway.Tests.Running;
using Periods.Gateway.Tests.Streams;
using Periods.Silo.Tests.Postgres;

namespace Periods.Gateway.Tests.Telemetry;

/// <summary>What a collector gets to see of a command.</summary>
public sealed class TraceTests
{
    private const int Internal = 1, Server = 2, Consumer = 5;
    private const string TraceId = "0af7651916cd43dd8448eb211c80319c";
    private const string AnotherTraceId = "4bf92f3577b34da6a3ce929d0e0e4736";
    private const string CallersSpan = "b7ad6b7169203331";

    [Fact]
    public async Task A_sign_off_is_one_trace_from_the_request_to_the_notice_linked_with_the_batch_it_was_committed_in()
    {
        await using var collector = await OtlpReceiver.Start();
        using var folder = new TempFolder();
        await using var service = await ServiceProcess.Start(folder.File("periods.db"), settings: collector.Settings());
        var company = await service.NewCompany();
        var period = await company.OpenPeriod();
        using var stream = await ScoreStream.Open(company.Viewer.Client, period);
        await stream.Next();

        (await company.Member.Client.With("traceparent", $"00-{TraceId}-{CallersSpan}-01").SignOff(period, "preparer")).Ok();
        await stream.Next();

        var request = await collector.Span(span => span is { TraceId: TraceId, Kind: Server });
        var command = await collector.Span(span => span is { TraceId: TraceId, Kind: Internal });
        var batch = await collector.Span(span => command.Links.Contains(span.Id));
        var notice = await collector.Span(span => span is { TraceId: TraceId, Kind: Consumer });

        Assert.Equal(("Periods.Gateway", "POST /api/v1/accounting-periods/{period_id}/sign-offs", CallersSpan), (request.Source, request.Name, request.Parent));
        Assert.Equal(("Periods.Grains", "sign-off", request.Id), (command.Source, command.Name, command.Parent));
        Assert.Equal(("Periods.Silo", "commit", ""), (batch.Source, batch.Name, batch.Parent));
        Assert.Equal(("Periods.Silo", "score notice", command.Id), (notice.Source, notice.Name, notice.Parent));
        Assert.Equal([command.Id], batch.Links);

        Assert.Equal(
            "http.request.method http.response.status_code http.route server.address url.path url.scheme",
            string.Join(' ', request.Attributes.Keys.Order(StringComparer.Ordinal)));
        Assert.All([request, command, batch, notice], span => Assert.Equal("periods", span.Service));
        Assert.Equal(("POST", "201"), (request.Attributes["http.request.method"], request.Attributes["http.response.status_code"]));
        Assert.Equal("/api/v1/accounting-periods/{period_id}/sign-offs", request.Attributes["http.route"]);
        Assert.Equal(("accepted", $"{company.Id}", $"{period}"), OfCommand(command));
        Assert.Equal("1", batch.Attributes["periods.journal.batch.size"]);
        Assert.Equal(($"{company.Id}", $"{period}", "2"), (notice.Attributes["periods.business.id"], notice.Attributes["periods.period.id"], notice.Attributes["periods.score.version"]));
    }

    [Fact]
    public async Task What_a_client_got_wrong_is_no_error_of_the_service()
    {
        await using var collector = await OtlpReceiver.Start();
        using var folder = new TempFolder();
        await using var service = await ServiceProcess.Start(folder.File("periods.db"), settings: collector.Settings());

        (await service.Anonymous.With("traceparent", $"00-{TraceId}-{CallersSpan}-01").Get(PeriodCalls.Periods)).IsStatus(401);

        var request = await collector.Span(span => span is { TraceId: TraceId, Kind: Server });
        Assert.Equal("401", request.Attributes["http.response.status_code"]);
        Assert.DoesNotContain("error.type", request.Attributes.Keys);
    }

    [Fact]
    public async Task A_notice_that_reaches_a_watcher_on_another_silo_is_in_the_trace_of_the_command()
    {
        await using var collector = await OtlpReceiver.Start();
        await using var postgres = PostgresCluster.Create();
        var journal = postgres.NewDatabase();
        await using var first = await ServiceProcess.Start(journal, settings: collector.Settings(ratio: "0"));
        await using var second = await ServiceProcess.Start(journal, settings: collector.Settings(ratio: "0"));
        var company = await first.NewCompany();
        var period = await company.OpenPeriod();
        using var stream = await ScoreStream.Open(company.Viewer.Client, period);
        await stream.Next();

        (await company.At(second.Anonymous).Member.Client.With("traceparent", $"00-{TraceId}-{CallersSpan}-01").SignOff(period, "preparer")).Ok();

        var command = await collector.Span(span => span is { TraceId: TraceId, Source: "Periods.Grains" });
        var notice = await collector.Span(span => span is { TraceId: TraceId, Kind: Consumer });
        Assert.Equal(("score notice", command.Id), (notice.Name, notice.Parent));
    }

    [Fact]
    public async Task A_refused_command_says_why_and_one_that_changes_nothing_has_no_batch()
    {
        await using var collector = await OtlpReceiver.Start();
        using var folder = new TempFolder();
        await using var service = await ServiceProcess.Start(folder.File("periods.db"), settings: collector.Settings());
        var company = await service.NewCompany();
        await company.Admin.Client.ClosePeriod("2026-03-31");

        await company.Admin.Client.With("traceparent", $"00-{TraceId}-{CallersSpan}-01").ClosePeriod("2026-03-31");

        var command = await collector.Span(span => span is { TraceId: TraceId, Kind: Internal });
        Assert.Equal(("close-period", "period_already_closed"), (command.Name, command.Attributes["periods.command.outcome"]));
        Assert.Empty(command.Links);
    }

    [Fact]
    public async Task What_the_caller_records_is_recorded_and_what_it_does_not_is_not()
    {
        await using var collector = await OtlpReceiver.Start();
        using var folder = new TempFolder();
        await using var service = await ServiceProcess.Start(folder.File("periods.db"), settings: collector.Settings(ratio: "0"));
        var company = await service.NewCompany();
        var period = await company.OpenPeriod();

        (await company.Member.Client.With("traceparent", $"00-11111111111111111111111111111111-{CallersSpan}-00").SignOff(period, "reviewer")).Ok();
        (await company.Member.Client.SignOff(period, "partner")).Ok();
        (await company.Member.Client.With("traceparent", $"00-{TraceId}-{CallersSpan}-01").SignOff(period, "preparer")).Ok();

        (await company.Member.Client.SignOff(period, "controller")).Ok();
        (await company.Member.Client.With("traceparent", $"00-{AnotherTraceId}-{CallersSpan}-01").SignOff(period, "reviewer")).Ok();

        foreach (var trace in new[] { TraceId, AnotherTraceId })
        {
            var command = await collector.Span(span => span.TraceId == trace && span.Kind == Internal);
            await collector.Span(span => span.TraceId == trace && span.Kind == Server);
            await collector.Span(span => command.Links.Contains(span.Id));
        }
        Assert.Equal(6, collector.Spans.Count);
    }

    [Fact]
    public async Task A_collector_that_never_answers_does_not_keep_the_service_from_working_and_ending()
    {
        using var silent = new TcpListener(IPAddress.Loopback, 0);
        silent.Start();
        using var folder = new TempFolder();
        await using var service = await ServiceProcess.Start(
            folder.File("periods.db"), settings: [("OTEL_EXPORTER_OTLP_ENDPOINT", $"http://{silent.LocalEndpoint}"), ("OTEL_TRACES_SAMPLER_ARG", "1")]);
        await (await service.NewCompany()).OpenPeriod();

        await service.Terminate();

        Assert.Equal(0, await service.Exit().WaitAsync(TimeSpan.FromSeconds(5)));
    }

    [Theory]
    [InlineData("OTEL_EXPORTER_OTLP_ENDPOINT", "collector:4317")]
    [InlineData("OTEL_TRACES_SAMPLER_ARG", "1.5")]
    [InlineData("Management__Url", "nowhere")]
    [InlineData("Logging__Console__FormatterName", "simple")]
    public async Task A_setting_that_cannot_be_used_is_named_in_one_line(string name, string value)
    {
        using var folder = new TempFolder();
        await using var service = ServiceProcess.Launch(folder.File("periods.db"), settings: [("OTEL_EXPORTER_OTLP_ENDPOINT", "http://127.0.0.1:1"), (name, value)]);

        Assert.Equal(1, await service.Exit());
        Assert.Contains(name, Assert.Single(service.Errors), StringComparison.Ordinal);
    }

    private static (string, string, string) OfCommand(ReceivedSpan command) =>
        (command.Attributes["periods.command.outcome"], command.Attributes["periods.business.id"], command.Attributes["periods.period.id"]);
}
