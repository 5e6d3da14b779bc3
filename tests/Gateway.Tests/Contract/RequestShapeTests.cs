using System.Text;
using Periods.Gateway.Tests.Fuzz;
using Periods.Gateway.Tests.Running;

namespace Periods.Gateway.Tests.Contract;

/// <summary>What is wrong with a request as a whole, on every operation that could meet it (contract §c).</summary>
public sealed class RequestShapeTests(TestService service) : IClassFixture<TestService>
{
    private Company? _company;

    private const string NotAnObject = "Input should be a valid dictionary or object to extract fields from";

    public static TheoryData<string, int, string> Malformed => new()
    {
        { """{"a":1,}""", 7, "Expecting property name enclosed in double quotes" },
        { "{", 1, "Expecting property name enclosed in double quotes" },
        { "nope", 0, "Expecting value" },
        { """{"a" 1}""", 5, "Expecting ':' delimiter" },
        { """{"a":1 "b":2}""", 7, "Expecting ',' delimiter" },
        { "{\"a\":\"x", 5, "Unterminated string starting at" },
        { """{"a":1}x""", 7, "Extra data" },
        { "{\"a\":\"\n\"}", 6, "Invalid control character at" },
        { """{"a":"\x"}""", 6, "Invalid \\\\escape" },
        { """{"ü":"é",}""", 9, "Expecting property name enclosed in double quotes" },
    };

    [Theory]
    [MemberData(nameof(Operations.WithBody), MemberType = typeof(Operations))]
    public async Task A_body_is_an_object_sent_as_json(Operation operation)
    {
        await Refused(operation, "[1]", "application/json", $$"""{"type":"model_attributes_type","loc":["body"],"msg":"{{NotAnObject}}","input":[1]}""");
        await Refused(operation, "\"x\"", "application/problem+json", $$"""{"type":"model_attributes_type","loc":["body"],"msg":"{{NotAnObject}}","input":"x"}""");
        await Refused(operation, "{}", "text/plain", $$"""{"type":"model_attributes_type","loc":["body"],"msg":"{{NotAnObject}}","input":"{}"}""");
        await Refused(operation, "{}", null, $$"""{"type":"model_attributes_type","loc":["body"],"msg":"{{NotAnObject}}","input":"{}"}""");
    }

    [Theory]
    [InlineData("application/json", "text/plain", 200)]
    [InlineData("text/plain", "application/json", 422)]
    public async Task Of_a_content_type_sent_twice_the_first_counts(string first, string second, int status)
    {
        var company = await service.NewCompany();
        (string, byte[])[] headers =
        [
            ("Authorization", Bytes($"Bearer {company.Viewer.Token}")), ("x-business-id", Bytes($"{company.Id}")), ("Content-Type", Bytes(first)), ("Content-Type", Bytes(second)),
        ];
        Assert.Equal(status, (await RawHttp.Send(service.Anonymous.Address, RawHttp.Request("POST", PostingCalls.Checks, headers, Bytes("""{"dates":["2026-01-31"]}""")))).Status);

        static byte[] Bytes(string text) => Encoding.ASCII.GetBytes(text);
    }

    [Theory]
    [MemberData(nameof(Operations.NeedingBody), MemberType = typeof(Operations))]
    public async Task A_body_is_not_left_out(Operation operation)
    {
        await Refused(operation, null, null, """{"type":"missing","loc":["body"],"msg":"Field required","input":null}""");
        await Refused(operation, "", "application/json", """{"type":"missing","loc":["body"],"msg":"Field required","input":null}""");
        await Refused(operation, "null", "application/json", """{"type":"missing","loc":["body"],"msg":"Field required","input":null}""");
    }

    [Theory]
    [MemberData(nameof(Operations.WithBody), MemberType = typeof(Operations))]
    public async Task Malformed_json_is_reported_alone_with_its_offset(Operation operation)
    {
        foreach (var (json, offset, text) in Malformed.Select(row => ((string)row[0], (int)row[1], (string)row[2])))
            await Refused(operation, json, "application/json", $$$"""{"type":"json_invalid","loc":["body",{{{offset}}}],"msg":"JSON decode error","input":{},"ctx":{"error":"{{{text}}}"}}""");
    }

    [Theory]
    [MemberData(nameof(Operations.WithBody), MemberType = typeof(Operations))]
    public async Task Bytes_that_are_no_text_are_400(Operation operation)
    {
        var (client, path) = await Someone(operation);
        (await client.Send(operation.Method, path, [0x7B, 0x22, 0xFF, 0xFE, 0x22, 0x7D])).IsError(400, "body_undecodable", "There was an error parsing the body");
    }

    [Theory]
    [MemberData(nameof(Operations.WithBody), MemberType = typeof(Operations))]
    public async Task A_body_above_the_limit_is_413_whether_its_length_is_announced_or_not(Operation operation)
    {
        var (client, path) = await Someone(operation);
        var tooLarge = Encoding.UTF8.GetBytes($$"""{"x":"{{new string('x', Limits.BodyBytesMax)}}"}""");
        (await client.Send(operation.Method, path, tooLarge)).IsError(413, "body_too_large", "Request body is too large");

        using var request = client.Request(operation.Method, path, tooLarge);
        request.Headers.TransferEncodingChunked = true;
        using var response = await client.Http.SendAsync(request);
        (await Answer.Of(response)).IsError(413, "body_too_large", "Request body is too large");
    }

    [Theory]
    [MemberData(nameof(Operations.InPeriod), MemberType = typeof(Operations))]
    public async Task A_malformed_period_id_is_named(Operation operation)
    {
        var client = (await Someone(operation)).Client;
        var answer = await client.Send(operation.Method, operation.Path("not-a-uuid"), operation.Body is null ? null : Encoding.UTF8.GetBytes(operation.Body));
        answer.IsProblem(
            """
            {"type":"uuid_parsing","loc":["path","period_id"],"msg":"Input should be a valid UUID, invalid character: found `n` at 1",
            "input":"not-a-uuid","ctx":{"error":"invalid character: found `n` at 1"}}
            """);
    }

    [Theory]
    [MemberData(nameof(Operations.InBusiness), MemberType = typeof(Operations))]
    public async Task The_business_header_is_required_and_a_uuid(Operation operation)
    {
        var (client, path) = await Someone(operation);
        var body = operation.Body is null ? null : Encoding.UTF8.GetBytes(operation.Body);
        var header = operation.BusinessHeader;
        (await client.Without(header).Send(operation.Method, path, body))
            .IsProblem($$"""{"type":"missing","loc":["header","{{header}}"],"msg":"Field required","input":null}""");
        (await client.With(header, "abc").Send(operation.Method, path, body)).IsProblem(
            $$"""
            {"type":"uuid_parsing","loc":["header","{{header}}"],"msg":"Input should be a valid UUID, invalid length: expected length 32 for simple format, found 3",
            "input":"abc","ctx":{"error":"invalid length: expected length 32 for simple format, found 3"}
            }
            """);
    }

    [Fact]
    public async Task Everything_wrong_is_reported_at_once_from_path_to_body()
    {
        var company = await service.NewCompany();
        var answer = await company.Member.Client.Without("x-business-id").With("Idempotency-Key", new string('k', 256))
            .Post($"{PeriodCalls.Periods}/abc/sign-offs", """{"notes":7}""");
        answer.IsProblem(
            $$"""
            {"type":"uuid_parsing","loc":["path","period_id"],"msg":"Input should be a valid UUID, invalid length: expected length 32 for simple format, found 3",
            "input":"abc","ctx":{"error":"invalid length: expected length 32 for simple format, found 3"}
            },
            {"type":"missing","loc":["header","x-business-id"],"msg":"Field required","input":null},
            {"type":"string_too_long","loc":["header","idempotency-key"],"msg":"String should have at most 255 characters","input":"{{new string('k', 256)}}","ctx":{"max_length":255}
            },
            {"type":"missing","loc":["body","role"],"msg":"Field required","input":{"notes":7}
            },
            {"type":"string_type","loc":["body","notes"],"msg":"Input should be a valid string","input":7}
            """);
    }

    [Fact]
    public async Task An_empty_idempotency_key_is_too_short()
    {
        var company = await service.NewCompany();
        (await company.Admin.Client.Keyed("\"\"").CreatePeriod("2026-03-01", "2026-03-31")).IsProblem(
            """{"type":"string_too_short","loc":["header","idempotency-key"],"msg":"String should have at least 1 character","input":"\"\"","ctx":{"min_length":1}}""");
    }

    [Theory]
    [InlineData("/")]
    [InlineData("/api/v1/accounting-period")]
    [InlineData("/api/v1/accounting-periods/{id}/unknown")]
    [InlineData("/api/v2/accounting-periods")]
    [InlineData("/accounting_new/periods/close/now")]
    public async Task An_unknown_route_is_404(string path) =>
        (await service.Anonymous.Get(path)).IsError(404, "not_found", "Not Found");

    [Theory]
    [MemberData(nameof(Operations.Every), MemberType = typeof(Operations))]
    public async Task Another_method_is_405_and_names_those_there_are(Operation operation)
    {
        var answer = (await service.Anonymous.Send("PATCH", operation.Path($"{Guid.NewGuid()}"), "{}"u8.ToArray())).IsError(405, "method_not_allowed", "Method Not Allowed");
        // Also those of routes with the same path: {period_id} matches the word "close", for one.
        var allowed = answer.Headers["Allow"].Split(", ").Order(StringComparer.Ordinal);
        Assert.Superset(new HashSet<string>(Operations.All.Where(o => o.Pattern == operation.Pattern).Select(o => o.Method)), allowed.ToHashSet());
    }

    private async Task Refused(Operation operation, string? body, string? contentType, string problem)
    {
        var (client, path) = await Someone(operation);
        (await client.Send(operation.Method, path, body is null ? null : Encoding.UTF8.GetBytes(body), contentType)).IsProblem(problem);
    }

    private async Task<(Client Client, string Path)> Someone(Operation operation)
    {
        _company ??= await service.NewCompany();
        return (operation.ByAllowed(_company), operation.Path($"{Guid.NewGuid()}"));
    }
}
