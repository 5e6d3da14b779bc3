using System.Net;
using System.Net.Sockets;
using System.Text;
using Microsoft.AspNetCore.Http;
using Periods.Gateway.Tests.Contract;
using Periods.Gateway.Tests.Running;

namespace Periods.Gateway.Tests.Access;

/// <summary>What waits for its client for long holds no place of its business.</summary>
public sealed class PlaceTests(StagedService service) : IClassFixture<StagedService>
{
    [Fact]
    public async Task A_body_that_is_still_on_its_way_holds_none()
    {
        var tenant = await Tenant.Found(service.Http);
        var close = tenant.Request(ContractDocument.Operation("close_period_api_v1_accounting_periods_close_post"));
        using var client = new TcpClient();
        await client.ConnectAsync(IPAddress.Loopback, service.Http.BaseAddress!.Port);
        using var lines = new StreamReader(client.GetStream());
        const string Body = """{"period_end":"2026-01-31"}""";
        await client.GetStream().WriteAsync(Encoding.ASCII.GetBytes(
            $"POST /api/v1/accounting-periods/close HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nAuthorization: Bearer {close.Credential}\r\nx-business-id: {tenant.Business}\r\n"
            + $"Content-Type: application/json\r\nContent-Length: {Body.Length}\r\nExpect: 100-continue\r\n\r\n"));

        // The server says so when the body is asked for.
        Assert.Equal("HTTP/1.1 100 Continue", await lines.ReadLineAsync());
        Assert.Equal(1, service.Shares.Enter(Guid.Parse(tenant.Business))!.InFlight);

        await client.GetStream().WriteAsync(Encoding.ASCII.GetBytes(Body));
        Assert.Contains("HTTP/1.1 201 Created", await lines.ReadToEndAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_large_answer_is_429_while_its_business_does_not_read_those_it_asked_for()
    {
        var company = await Company.Found(new Client(service.Http), ContractService.OperatorToken);
        for (var n = 0; n < 40; n++) (await company.Member.Client.PostEntry("2026-03-15", description: new string('x', Limits.NotesLengthMax))).Ok();
        // Never sent.
        Assert.True(service.Shares.Enter(company.Id)!.TrySend(new DefaultHttpContext().Response, Limits.UnsentBytesPerBusinessMax));

        (await company.Viewer.Client.Get(PostingCalls.Entries)).IsError(429, "too_many_requests", "Too many requests of this business at once");
        (await company.Viewer.Client.Get($"{PostingCalls.Entries}?limit=1")).Ok();
    }

    [Fact]
    public async Task A_large_answer_that_tells_what_was_done_is_told_whatever_waits()
    {
        var company = await Company.Found(new Client(service.Http), ContractService.OperatorToken);
        var lines = Enumerable.Range(0, Limits.EntryLinesMax).Select(n => $$"""{"ledger_id":"{{new string('x', Limits.NameLengthMax)}}","amount":1,"debit_credit":"{{(n % 2 == 0 ? "debit" : "credit")}}"}""");
        var entry = $$"""{"description":"{{new string('x', Limits.NotesLengthMax)}}","datetime":"2026-03-15","line_entries":[{{string.Join(',', lines)}}]}""";
        Assert.True(service.Shares.Enter(company.Id)!.TrySend(new DefaultHttpContext().Response, Limits.UnsentBytesPerBusinessMax));

        var posted = (await company.Member.Client.Post(PostingCalls.Entries, entry)).IsStatus(201);

        Assert.InRange(posted.Body.Length, Limits.LargeAnswerBytes + 1, int.MaxValue);
    }

    [Fact]
    public async Task Who_leaves_while_a_chain_is_walked_holds_no_place_among_those_that_read_histories()
    {
        var tenant = await Tenant.Found(service.Http);
        service.Journal.Make(Trouble.WalksOn);
        try
        {
            using var left = new CancellationTokenSource();
            var walk = service.Http.SendAsync(Ask("verify_period_audit_api_v1_accounting_periods__period_id__audit_verify_get"), left.Token);
            await Task.WhenAny(service.Journal.IsHeld, walk);
            await left.CancelAsync();
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => walk);

            using var log = await service.Http.SendAsync(Ask("list_audit_log_api_v1_audit_log_get"));
            Assert.Equal(HttpStatusCode.OK, log.StatusCode);
        }
        finally
        {
            service.Journal.End();
        }

        HttpRequestMessage Ask(string operation) => tenant.Request(ContractDocument.Operation(operation)).Message();
    }

    [Fact]
    public async Task Whoever_has_no_place_hears_so_whatever_else_is_wrong()
    {
        var company = await Company.Found(new Client(service.Http), ContractService.OperatorToken);
        (await service.WithoutShare(company.Id, () => company.Admin.Client.Send("POST", PeriodCalls.Periods, [0xFF])))
            .IsError(429, "too_many_requests", "Too many requests of this business at once");
    }

    [Fact]
    public async Task A_stream_is_opened_in_one_and_then_holds_none()
    {
        var tenant = await Tenant.Found(service.Http);
        var business = Guid.Parse(tenant.Business);
        using var refused = await service.WithoutShare(business, Open);
        Assert.Equal(HttpStatusCode.TooManyRequests, refused.StatusCode);
        Assert.Contains("too_many_requests", await refused.Content.ReadAsStringAsync(), StringComparison.Ordinal);

        using var open = await Open();
        Assert.Equal(HttpStatusCode.OK, open.StatusCode);
        Assert.Equal(1, service.Shares.Enter(business)!.InFlight);

        Task<HttpResponseMessage> Open() => service.Http.SendAsync(
            tenant.Request(ContractDocument.Operation("stream_close_score_api_v1_accounting_periods__period_id__close_score_stream_get")).Message(), HttpCompletionOption.ResponseHeadersRead);
    }
}
