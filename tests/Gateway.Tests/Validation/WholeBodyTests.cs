using System.Buffers;
using System.Text;
using Periods.Gateway.Validation;

namespace Periods.Gateway.Tests.Validation;

public class WholeBodyTests
{
    private const string NotAnObject = "Input should be a valid dictionary or object to extract fields from";

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData(" null ")]
    public async Task A_body_that_is_not_there_is_missing(string body) =>
        Assert.Equal("""{"type":"missing","loc":["body"],"msg":"Field required","input":null}""", await Refused(body));

    [Fact]
    public async Task No_body_is_missing_whatever_the_content_type() =>
        Assert.Equal("""{"type":"missing","loc":["body"],"msg":"Field required","input":null}""", await Refused("", contentType: "text/plain"));

    [Theory]
    [InlineData("[1, {\"a\": []}]", "[1,{\"a\":[]}]")]
    [InlineData("\"x\"", "\"x\"")]
    [InlineData("5", "5")]
    [InlineData("true", "true")]
    public async Task A_body_that_is_no_object_is_refused_with_its_value(string body, string input) =>
        Assert.Equal($$"""{"type":"model_attributes_type","loc":["body"],"msg":"{{NotAnObject}}","input":{{input}}}""", await Refused(body));

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("text/plain")]
    [InlineData("text/json")]
    [InlineData("application/jsonp")]
    [InlineData("application/x-www-form-urlencoded")]
    public async Task Without_a_JSON_content_type_the_body_is_a_string(string? contentType) =>
        Assert.Equal(
            $$$"""{"type":"model_attributes_type","loc":["body"],"msg":"{{{NotAnObject}}}","input":"{\"day\":\"2026-01-31\"}"}""",
            await Refused("""{"day":"2026-01-31"}""", contentType));

    [Theory]
    [InlineData("application/json")]
    [InlineData("Application/JSON; charset=utf-8")]
    [InlineData("application/json ; charset=utf-8")]
    [InlineData("application/merge-patch+json")]
    [InlineData("application/vnd.api+JSON;v=1")]
    public async Task A_JSON_content_type_is_known_in_any_spelling(string contentType) =>
        Assert.Equal("", await Refused("""{"day":"2026-01-31"}""", contentType));

    [Fact]
    public async Task A_byte_order_mark_is_skipped() => Assert.Equal("", await Refused("\uFEFF{\"day\":\"2026-01-31\"}"));

    [Fact]
    public async Task The_fields_of_a_refused_body_read_as_defaults_and_are_not_refused_again()
    {
        var http = Sending.Request("[]"u8.ToArray());
        var (input, _) = await Sending.Take(http, Sending.BytesMax);
        var body = input!.Body;

        Assert.Equal(default, body.Date("a"));
        Assert.Equal("", body.Text("a", 1, 2));
        Assert.True(body.Flag("a", true));
        Assert.Empty(body.Uuids("a", 1, 2));
        Assert.Empty(body.Objects("a", 1, 2, item => item));
        Assert.False(body.GivenObject("a").IsPresent);
        Assert.Equal("", body.GivenObject("a").Value.GivenObject("b").Value.Text("c", 1, 2));
        Assert.DoesNotContain("missing", await Sending.DetailOf(input, http), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_body_of_exactly_the_limit_is_taken_and_its_bytes_are_kept()
    {
        var (input, failure) = await Sending.Take(Sending.Request("{\"a\": 1}"u8.ToArray()), 8);

        Assert.Equal(BodyFailure.None, failure);
        Assert.Equal("{\"a\": 1}", Encoding.UTF8.GetString(input!.BodyBytes.Span));
    }

    [Fact]
    public async Task The_bytes_are_gone_after_disposal_however_often_it_is_asked_for()
    {
        var (input, _) = await Sending.Take(Sending.Request("{\"a\": 1}"u8.ToArray()), 8);

        input!.Dispose();
        input.Dispose();

        Assert.True(input.BodyBytes.IsEmpty);
        Assert.NotSame(ArrayPool<byte>.Shared.Rent(8), ArrayPool<byte>.Shared.Rent(8));
    }

    [Fact]
    public async Task A_longer_body_is_too_large()
    {
        var (input, failure) = await Sending.Take(Sending.Request("{\"a\": 1}"u8.ToArray()), 7);

        Assert.Null(input);
        Assert.Equal(BodyFailure.TooLarge, failure);
    }

    [Fact]
    public async Task A_body_announced_as_too_large_is_not_read_at_all()
    {
        var http = Sending.Request("{}"u8.ToArray());
        http.Request.ContentLength = Sending.BytesMax + 1;

        var (_, failure) = await Sending.Take(http, Sending.BytesMax);

        Assert.Equal(BodyFailure.TooLarge, failure);
        Assert.Equal(0, http.Request.Body.Position);
    }

    [Fact]
    public async Task A_body_without_end_is_not_read_to_its_end()
    {
        var http = Sending.Request([]);
        http.Request.Body = new EndlessBlanks();

        var (_, failure) = await Sending.Take(http, Sending.BytesMax);

        Assert.Equal(BodyFailure.TooLarge, failure);
    }

    [Theory]
    [InlineData("application/json")]
    [InlineData("text/plain")]
    public async Task Bytes_that_are_not_UTF8_are_undecodable(string contentType)
    {
        var (_, failure) = await Sending.Take(Sending.Request([(byte)'"', 0xC3, (byte)'"'], contentType), Sending.BytesMax);

        Assert.Equal(BodyFailure.Undecodable, failure);
    }

    [Theory]
    [InlineData(64, BodyFailure.None)]
    [InlineData(65, BodyFailure.Undecodable)]
    [InlineData(20_000, BodyFailure.Undecodable)]
    public async Task Nesting_deeper_than_64_is_undecodable(int depth, BodyFailure expected)
    {
        var body = new string('[', depth) + new string(']', depth);

        var (_, failure) = await Sending.Take(Sending.Request(Encoding.UTF8.GetBytes(body)), Sending.BytesMax);

        Assert.Equal(expected, failure);
    }

    [Fact]
    public void An_operation_without_a_body_has_no_fields()
    {
        using var input = new Input(Sending.Request("{}"u8.ToArray()));

        Assert.Throws<InvalidOperationException>(() => input.Body);
        Assert.True(input.BodyBytes.IsEmpty);
    }

    private static Task<string> Refused(string body, string? contentType = "application/json") =>
        Sending.ProblemsOf(body, fields => fields.OptionalText("notes", 9), contentType);

    private sealed class EndlessBlanks : MemoryStream
    {
        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            buffer.Span.Fill((byte)' ');
            return new(buffer.Length);
        }
    }
}
