using System.Text.RegularExpressions;
using Periods.Gateway.Tests.Running;
using Periods.Gateway.Tests.Streams;

namespace Periods.Gateway.Tests.Telemetry;

/// <summary>What a scrape says of work that was done.</summary>
public sealed partial class MetricsTests
{
    [Fact]
    public async Task Commands_are_counted_by_kind_and_outcome_requests_by_route_and_status()
    {
        await using var service = await ManagedService.Start();
        var company = await service.Process.NewCompany();
        var period = await company.OpenPeriod();
        foreach (var role in new[] { "preparer", "reviewer", "partner" }) (await company.Member.Client.SignOff(period, role)).Ok();
        await company.Member.Client.SignOff(Guid.NewGuid(), "preparer");
        await company.Zenskar(company.Owner).Post("/accounting_new/periods/validate-close", """{"end_date":"2026-03-31"}""");

        var seen = await service.Scrape();

        Assert.Equal(3, seen.Value("periods_commands_total", Kind("sign-off"), Outcome("accepted")));
        Assert.Equal(1, seen.Value("periods_commands_total", Kind("sign-off"), Outcome("period_not_found")));
        Assert.Equal(1, seen.Value("periods_commands_total", Kind("create-period"), Outcome("accepted")));
        Assert.Equal(1, seen.Value("periods_commands_total", Kind("validate-close")));
        Assert.False(seen.Has("http_server_active_requests"));
        Assert.Equal(3, seen.Value(
            "http_server_request_duration_seconds_count", ("http_route", "/api/v1/accounting-periods/{period_id}/sign-offs"), ("http_request_method", "POST"), ("http_response_status_code", "201")));
    }

    [Fact]
    public async Task The_journal_the_entities_and_the_streams_are_measured()
    {
        await using var service = await ManagedService.Start();
        var company = await service.Process.NewCompany();
        var period = await company.OpenPeriod();
        using var stream = await ScoreStream.Open(company.Viewer.Client, period);
        await stream.Next();
        (await company.Member.Client.SignOff(period, "preparer")).Ok();
        await stream.Next();

        // The frame is sent before it is counted.
        await Until.Holds(async () => (await service.Scrape()).Has("periods_score_notice_lag_seconds"));
        var seen = await service.Scrape();

        Assert.Equal(1, seen.Value("periods_score_notice_lag_seconds_count"));
        Assert.Equal(1, seen.Value("periods_score_streams"));
        Assert.Equal(0, seen.Value("periods_score_stream_drops_total", ("periods_drop_reason", "queue_full")));
        // Business, its users and the period; four people and as many tokens, the period and the sign-off make eleven commits.
        Assert.Equal(3, seen.Value("periods_entity_resident"));
        Assert.Equal(1, seen.Value("periods_entity_activations_total", ("periods_entity_kind", "period")));
        Assert.Equal(11, seen.Value("periods_journal_batch_size_count"));
        Assert.Equal(11, seen.Value("periods_journal_commit_duration_seconds_count"));
        Assert.Equal(0, seen.Value("periods_journal_queue_length"));
        Assert.Equal(0, seen.Value("periods_conflicts_total", ("periods_operation", "command")));
        Assert.True(seen.Value("periods_read_checks_total") > 0);

        stream.Dispose();
        await Until.Holds(async () => (await service.Scrape()).Value("periods_score_streams") == 0);
    }

    [Fact]
    public async Task No_label_names_a_business_a_user_a_period_or_anything_a_client_wrote()
    {
        await using var service = await ManagedService.Start();
        var company = await service.Process.NewCompany();
        var period = await company.OpenPeriod();
        await company.Member.Client.SignOff(period, "preparer");
        await company.Member.Client.SignOff(period, "evil-role");
        await company.Member.Client.Get("/evil-path");
        await company.Member.Client.Send("EVIL", "/api/v1/accounting-periods");
        await company.Member.Client.With("x-request-id", "evil-id").With("User-Agent", "evil-agent").Get($"/api/v1/accounting-periods/{period}");

        var seen = await service.Scrape();

        Assert.All(seen.Families.SelectMany(family => family.Samples), sample => Assert.All(sample.Labels.Values, value =>
        {
            Assert.DoesNotMatch(AnyId(), value);
            Assert.DoesNotContain("evil", value, StringComparison.OrdinalIgnoreCase);
        }));
    }

    [Fact]
    public async Task Metrics_are_not_on_the_clients_address_whether_there_is_another_or_not()
    {
        await using var managed = await ManagedService.Start();
        (await managed.Process.Anonymous.Get("/metrics")).IsError(404, "not_found", "Not Found");
        Assert.Equal(404, (await managed.Management.Get("/api/v1/accounting-periods")).Status);

        await using var unmanaged = await OwnService.Start();
        (await unmanaged.Service.Anonymous.Get("/metrics")).IsError(404, "not_found", "Not Found");
    }

    private static (string, string) Kind(string kind) => ("periods_command_kind", kind);

    private static (string, string) Outcome(string outcome) => ("periods_command_outcome", outcome);

    [GeneratedRegex("[0-9a-f]{8}-?[0-9a-f]{4}-?[0-9a-f]{4}")]
    private static partial Regex AnyId();
}
