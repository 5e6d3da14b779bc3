using System.Text;
using System.Text.Json;
using Periods.Gateway.Tests.Contract;
using Periods.Gateway.Tests.Running;

namespace Periods.Gateway.Tests.Fuzz;

/// <summary>
/// Requests of one operation that cannot be right: the one the document gives, with at least one part spoiled so that nobody could take it. What the document says of an operation
/// decides what can be spoiled, so that a new one is included as soon as it is documented.
/// </summary>
internal sealed class Malformed(Random random, DocumentedOperation operation, Company company, Guid period)
{
    private static readonly string[] Tags = ["x", "\"", "\"a", "a\"", "\"a\" \"b\"", "\"a\"b", "\"a b\"", "w/\"a\"", "W/", "*, \"a\"", ",", "\"a\", b", "\"é", ""];

    private string _method = operation.Method;
    private string _path = "";
    private string _query = "";
    private byte[] _body = [];
    private Dictionary<string, byte[]> _headers = [];

    public byte[] Next()
    {
        MakeRight();
        var parts = Parts().ToArray();
        for (var spoiled = random.Next(1, 4); spoiled > 0; spoiled--) Pick(parts)();
        return RawHttp.Request(_method, _path + _query, _headers.Select(header => (header.Key, header.Value)), _body);
    }

    private void MakeRight()
    {
        var credential = operation.BusinessHeader is null ? TestService.OperatorToken : company.Owner.Token;
        _headers = new() { ["Content-Type"] = "application/json"u8.ToArray(), [operation.IsZenskar ? "x-api-key" : "Authorization"] = Bytes(operation.IsZenskar ? credential : $"Bearer {credential}") };
        if (operation.BusinessHeader is { } business) _headers[business] = Bytes($"{company.Id}");
        _method = operation.Method;
        _path = operation.Path.Replace("{period_id}", $"{period}", StringComparison.Ordinal).Replace("{step_id}", "cash_review", StringComparison.Ordinal);
        _query = "?" + string.Join('&', operation.Parameters("query").Where(IsRequired).Select(p => $"{Name(p)}={p.GetProperty("example")}"));
        _body = operation.HasBody ? Bytes(operation.BodyExamples.First().GetRawText()) : [];
    }

    /// <summary>Each makes sure of an error, whatever else is spoiled.</summary>
    private IEnumerable<Action> Parts()
    {
        yield return () => _path = operation.Path.Replace("{period_id}", PathJunk(), StringComparison.Ordinal) + (HasPeriod ? "" : $"/{PathJunk()}");
        yield return () => _method = Pick("PATCH", "OPTIONS", "HEADER", "TRACE");
        yield return () => _headers[operation.IsZenskar ? "x-api-key" : "Authorization"] = Bytes(Pick("", "Bearer", $"Bearer dz_{new string('A', 64)}", HeaderJunk()));
        if (operation.BusinessHeader is { } business) yield return () => _headers[business] = Bytes(Pick("", "abc", $"{Guid.NewGuid()}", HeaderJunk()));
        foreach (var parameter in operation.Parameters("query").Where(p => WrongValues.Of(p.GetProperty("schema"), asText: true).Any()))
            yield return () => _query += $"&{Name(parameter)}={Uri.EscapeDataString(Pick(WrongValues.Of(parameter.GetProperty("schema"), asText: true).ToArray()).Text)}";
        foreach (var header in operation.Parameters("header").Select(Name))
            if (Wrong(header) is { } wrong) yield return () => _headers[header] = Bytes(wrong());
        if (!operation.HasBody) yield break;
        yield return () => _body = NotJson();
        yield return () => _body = Bytes(Pick("null", "[]", "\"x\"", "1", "true", new string('[', 200), $"{{\"a\":{new string('[', 70)}{new string(']', 70)}}}x"));
        yield return () => _headers["Content-Type"] = Bytes(Pick("text/plain", "application/xml", "", ";;;", "application/jsonp"));
        yield return () => _body = Bytes($$"""{"unknown":"{{new string('x', Limits.BodyBytesMax)}}"}""");
        var fields = WrongValues.Fields(operation.BodySchema).ToArray();
        if (fields.Length > 0) yield return () => _body = Bytes(Pick(fields).Body);
        if (operation.BodySchema.TryGetProperty("required", out _)) yield return () => _body = Bytes($$"""{"{{JsonEncodedText.Encode(Junk())}}":1}""");
    }

    private bool HasPeriod => operation.Path.Contains("{period_id}", StringComparison.Ordinal);

    private Func<string>? Wrong(string header) => header switch
    {
        "Idempotency-Key" => () => Pick("\"\"", "", new string('k', 256)),
        "If-Match" or "If-None-Match" => () => Pick([.. Tags, new string('x', 1_001)]),
        "Last-Event-ID" => () => Pick("x", "-1", "1.5", "99999999999999999999"),
        _ => null,
    };

    /// <summary>A beginning of good JSON, good JSON with more behind it, or bytes that are no text.</summary>
    private byte[] NotJson()
    {
        var good = Bytes(operation.BodyExamples.First().GetRawText());
        switch (random.Next(3))
        {
            case 0:
                return good[..random.Next(good.Length - 1)];
            case 1:
                return [.. good, .. Bytes(Pick("x", "{}", ",", "\0", "]"))];
            default:
                var noise = new byte[random.Next(1, 64)];
                random.NextBytes(noise);
                return [.. noise, 0xFF];
        }
    }

    /// <summary>Any characters at all, but for lone surrogates, which no byte stands for.</summary>
    private string Junk() => string.Concat(Enumerable.Range(0, random.Next(1, 12)).Select(_ => Pick("a", "é", "😀", "\r\n", "\0", "%", "/", "..", "\"", "'", "{", "\u2028", "<", "\u001b")));

    /// <summary>Without U+0000, for which the server itself refuses a path before there is a request to answer.</summary>
    private string PathJunk() => Uri.EscapeDataString($"~{Junk().Replace("\0", "", StringComparison.Ordinal)}");

    /// <summary>What may stand in a header, and is neither a token nor an id.</summary>
    private string HeaderJunk() => "~" + string.Concat(Enumerable.Range(0, random.Next(1, 12)).Select(_ => Pick("a", "é", "😀", "%0d%0a", "\"", "{", ",", ";", "=")));

    private T Pick<T>(params T[] among) => among[random.Next(among.Length)];

    private static string Name(JsonElement parameter) => parameter.GetProperty("name").GetString()!;

    private static bool IsRequired(JsonElement parameter) => parameter.GetProperty("required").GetBoolean();

    private static byte[] Bytes(string text) => Encoding.UTF8.GetBytes(text);
}
