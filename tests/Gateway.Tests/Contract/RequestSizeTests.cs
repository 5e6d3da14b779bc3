using System.Text;
using Periods.Gateway.Tests.Fuzz;
using Periods.Gateway.Tests.Running;

namespace Periods.Gateway.Tests.Contract;

/// <summary>How large a request may be, in each of its dimensions; sent as bytes, since client libraries have limits of their own. The length of a body: RequestShapeTests.</summary>
public sealed class RequestSizeTests(TestService service) : IClassFixture<TestService>
{
    /// <summary>Host, Connection, Content-Length, Authorization, x-business-id, Content-Type.</summary>
    private const int OwnHeaders = 6;

    [Fact]
    public async Task A_target_at_the_limit_is_taken_and_one_above_it_is_414()
    {
        var company = await service.NewCompany();
        Assert.Equal(200, (await Get(company, Target(Limits.RequestTargetLengthMax))).Status);
        Assert.Equal((414, """{"detail":"Path and query are too long","code":"target_too_long"}"""), await Get(company, Target(Limits.RequestTargetLengthMax + 1)));
    }

    [Fact]
    public async Task A_target_that_is_far_too_long_the_server_itself_ends() =>
        Assert.Equal((414, ""), await Get(await service.NewCompany(), Target(5 * Limits.RequestTargetLengthMax)));

    [Fact]
    public async Task As_many_headers_as_allowed_are_taken_and_one_more_is_431()
    {
        var company = await service.NewCompany();
        Assert.Equal(200, (await Get(company, PeriodCalls.Periods, Headers(Limits.RequestHeadersMax - OwnHeaders))).Status);
        Assert.Equal(
            (431, """{"detail":"Too many header fields","code":"too_many_headers"}"""), await Get(company, PeriodCalls.Periods, Headers(Limits.RequestHeadersMax - OwnHeaders + 1)));
    }

    [Fact]
    public async Task Far_too_many_headers_or_too_large_ones_the_server_itself_ends()
    {
        var company = await service.NewCompany();
        Assert.Equal((431, ""), await Get(company, PeriodCalls.Periods, Headers(5 * Limits.RequestHeadersMax)));
        Assert.Equal(200, (await Get(company, PeriodCalls.Periods, [("x-large", new byte[Limits.RequestHeadersBytesMax - 1_024].Select(_ => (byte)'x').ToArray())])).Status);
        Assert.Equal((431, ""), await Get(company, PeriodCalls.Periods, [("x-large", new byte[Limits.RequestHeadersBytesMax].Select(_ => (byte)'x').ToArray())]));
    }

    [Theory]
    [InlineData("80000000")]
    [InlineData("ffffffffffffffff")]
    [InlineData("100000000000000000000")]
    [InlineData("-1")]
    public async Task A_chunk_of_no_possible_size_is_no_request(string size)
    {
        var company = await service.NewCompany();
        Assert.Equal((400, """{"detail":"Invalid request parameters","code":"malformed_request"}"""), await Chunked(company, $"{size}\r\n{{}}\r\n0\r\n\r\n"));
    }

    [Fact]
    public async Task Fields_behind_the_body_count_as_those_before_it()
    {
        var company = await service.NewCompany();
        var trailers = string.Concat(Enumerable.Range(0, 40).Select(n => $"x-{n}: {new string('x', 1_000)}\r\n"));
        Assert.Equal((431, """{"detail":"Too many header fields","code":"too_many_headers"}"""), await Chunked(company, $"2\r\n{{}}\r\n0\r\n{trailers}\r\n"));
    }

    [Theory]
    [InlineData("no request\r\n\r\n")]
    [InlineData("GET /api/v1/accounting-periods HTTP/1.1\r\nno field\r\n\r\n")]
    [InlineData("GET /api/v1/accounting-periods/%00 HTTP/1.1\r\nHost: localhost\r\n\r\n")]
    public async Task What_is_no_request_the_server_itself_ends(string sent) => Assert.Equal((400, ""), await RawHttp.Send(service.Anonymous.Address, Bytes(sent)));

    [Fact]
    public async Task A_target_in_absolute_form_is_taken_whatever_the_host_field_names() =>
        Assert.Equal(200, (await Get(await service.NewCompany(), $"http://periods.example{PeriodCalls.Periods}")).Status);

    [Theory]
    [MemberData(nameof(Operations.WithBody), MemberType = typeof(Operations))]
    public async Task A_body_nested_as_deeply_as_allowed_is_read_and_one_nested_deeper_is_400(Operation operation)
    {
        var company = await service.NewCompany();
        var client = operation.ByAllowed(company);
        // The object that the body is, and lists in a field that nobody reads.
        var good = await client.Send(operation.Method, operation.Path($"{Guid.NewGuid()}"), Nested(operation.Body!, Limits.JsonDepthMax - 1));
        Assert.True(good.Status is 200 or 201 or 404, $"{good.Status} {good.Body}");
        (await client.Send(operation.Method, operation.Path($"{Guid.NewGuid()}"), Nested(operation.Body!, Limits.JsonDepthMax)))
            .IsError(400, "body_undecodable", "There was an error parsing the body");
    }

    [Fact]
    public async Task A_body_of_exactly_the_limit_is_read_and_one_far_above_it_is_413_as_well()
    {
        var company = await service.NewCompany();
        const string Start = """{"period_start":"2026-05-01","period_end":"2026-05-31","unread":""" + "\"", End = "\"}";
        (await company.Admin.Client.Post(PeriodCalls.Periods, Start + new string('x', Limits.BodyBytesMax - Start.Length - End.Length) + End)).Ok();
        Assert.Equal(
            (413, """{"detail":"Request body is too large","code":"body_too_large"}"""),
            await RawHttp.Send(service.Anonymous.Address, [.. Encoding.ASCII.GetBytes(
                $"POST {PeriodCalls.Periods} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nAuthorization: Bearer {company.Admin.Token}\r\nx-business-id: {company.Id}\r\nContent-Length: 1000000000\r\n\r\n")]));
    }

    private Task<(int Status, string Body)> Chunked(Company company, string body) => RawHttp.Send(service.Anonymous.Address, Bytes(
        $"POST /api/v1/posting-checks HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nAuthorization: Bearer {company.Viewer.Token}\r\nx-business-id: {company.Id}\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n{body}"));

    private async Task<(int Status, string Body)> Get(Company company, string target, params IEnumerable<(string, byte[])> more) => await RawHttp.Send(service.Anonymous.Address, RawHttp.Request(
        "GET", target, [("Authorization", Bytes($"Bearer {company.Viewer.Token}")), ("x-business-id", Bytes($"{company.Id}")), ("Content-Type", Bytes("application/json")), .. more], []));

    private static string Target(int length) => $"{PeriodCalls.Periods}?x={new string('x', length - PeriodCalls.Periods.Length - "?x=".Length)}";

    private static IEnumerable<(string, byte[])> Headers(int count) => Enumerable.Range(0, count).Select(n => ($"x-{n}", Bytes("x")));

    private static byte[] Nested(string body, int lists) =>
        Bytes($"{body[..^1]}{(body.Length > 2 ? "," : "")}\"unread\":{new string('[', lists)}{new string(']', lists)}}}");

    private static byte[] Bytes(string text) => Encoding.ASCII.GetBytes(text);
}
