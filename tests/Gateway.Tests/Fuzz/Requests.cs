using System.Text;
using Periods.Gateway.Tests.Contract;
using Periods.Gateway.Tests.Running;

namespace Periods.Gateway.Tests.Fuzz;

/// <summary>Requests that are mostly right: each part is good, or bad in one of many ways, by the numbers of a seed.</summary>
internal sealed class Requests(Random random, Company company, Guid period, Guid foreignPeriod, Guid foreignBusiness)
{
    /// <summary>What would stand at the beginning of a line if user text could break one.</summary>
    public const string Forged = "FORGED";

    private static readonly string[] Texts =
    [
        "", "a", "\r\n" + Forged + ": a line", "\n" + Forged, "\u2028" + Forged, "é\u0301😀", "\0", "\u001b[2J", "{0} {Method} %s", "' OR 1=1 --", "../../etc/passwd", new('x', 300), new('ü', 2_100),
    ];

    private static readonly string[] Json =
    [
        "null", "true", "0", "-1", "1.5", "1e999", "-1e-999", "123456789012345678901234567890", "[]", "{}", "[[[]]]", "\"\\ud800\"", "\"\\u0000\"", "\"2026-03-31\"", "\"2026-02-30\"",
        "\"preparer\"", "\"open\"", "NaN", "Infinity", "\"\\x\"", "'x'", "{\"a\":{\"a\":{\"a\":1}}}",
    ];

    private static readonly string[] Queries =
    [
        "start_date=2026-03-01", "end_date=2026-02-30", "end_date=0", "cursor=AAAAAAAAAAAAAAAA", "limit=0", "limit=5", "limit=99999999999999999999", "limit=%00", "cursor=%0d%0a" + Forged, "cursor=AAAA", "sort_by=period_end", "sort_by=%F0%9F", "descending=maybe", "descending=0",
        "status=open", "status=x", "direction=prev", "role=preparer", "role=%0A" + Forged, "role=", "include_total_count=1", "&&&==", "%", "%zz=1", "role=preparer&role=partner", "a=" + "%41",
    ];

    /// <summary>All that any operation reads: a new one's are among them as soon as it is documented.</summary>
    private static readonly string[] Parameters = [.. ContractDocument.Operations.SelectMany(operation => operation.Parameters("query")).Select(parameter => parameter.GetProperty("name").GetString()!).Distinct()];

    private static readonly string[] Fields =
    [
        "__proto__", .. ContractDocument.Operations.Where(operation => operation.HasBody).SelectMany(operation => operation.BodySchema.GetProperty("properties").EnumerateObject())
            .Select(property => property.Name).Distinct(),
    ];

    public (Operation Operation, byte[] Bytes) Next()
    {
        var operation = Operations.All[random.Next(Operations.All.Length)];
        var method = Rarely() ? Pick("GET", "POST", "PUT", "DELETE", "PATCH", "OPTIONS", "HEADER") : operation.Method;
        return (operation, RawHttp.Request(method, Target(operation), Headers(operation), Body(operation)));
    }

    private bool Rarely() => random.Next(8) == 0;

    private string Pick(params string[] among) => among[random.Next(among.Length)];

    private string Target(Operation operation)
    {
        var id = random.Next(10) switch
        {
            < 6 => $"{period}",
            6 => $"{foreignPeriod}",
            7 => $"{Guid.NewGuid()}",
            8 => Uri.EscapeDataString(Pick(Texts).Replace("\0", "", StringComparison.Ordinal) + "x"),
            _ => Pick("%0d%0a" + Forged, "..%2f..", "%C3%28", "urn:uuid:" + period, period.ToString("N"), "close", "%7B" + period + "%7D"),
        };
        var step = Rarely() ? Uri.EscapeDataString(Pick(Texts).Replace("\0", "", StringComparison.Ordinal) + "y") : Pick("cash_review", "controller_review", "unknown");
        var path = operation.Pattern.Replace("{period_id}", id, StringComparison.Ordinal).Replace("{token_id}", id, StringComparison.Ordinal).Replace("{step_id}", step, StringComparison.Ordinal);
        if (Rarely()) path += Pick("/", "//", "/x", "%2f", ";a=b");
        var query = string.Join('&', Enumerable.Range(0, random.Next(4)).Select(_ => random.Next(4) > 0 ? Pick(Queries) : $"{Pick(Parameters)}={Uri.EscapeDataString(Pick(Texts))}"));
        return Rarely() || query.Length > 0 ? $"{path}?{query}{(operation.Query.Length > 0 ? "&" + operation.Query[1..] : "")}" : path + operation.Query;
    }

    private List<(string, byte[])> Headers(Operation operation)
    {
        var headers = new List<(string, byte[])>();
        var person = company.As(Pick(Company.Roles));
        var token = random.Next(10) switch { 0 => TestService.OperatorToken, 1 => Pick("", "dz_junk", "dz_" + new string('A', 64), Forged, person.Token + " "), _ => person.Token };
        var business = random.Next(10) switch { 0 => $"{foreignBusiness}", 1 => Pick("", "abc", $"{Guid.NewGuid()}", "00000000-0000-0000-0000-000000000000", Forged), _ => $"{company.Id}" };
        if (!Rarely()) headers.Add(operation.IsZenskar ? ("x-api-key", Bytes(token)) : ("Authorization", Bytes((Rarely() ? "basic " : "Bearer ") + token)));
        if (!Rarely()) headers.Add((operation.BusinessHeader, Bytes(business)));
        if (!Rarely()) headers.Add(("Content-Type", Bytes(Rarely() ? Pick("text/plain", "application/x-www-form-urlencoded", ";;;", "application/json; charset=utf-16", "") : "application/json")));
        if (Rarely()) headers.Add(("Idempotency-Key", Bytes(Pick("k", "\"k\"", "\"\"", "\"", new string('k', 256), "é", "\u2028" + Forged, $"{random.Next(50)}"))));
        if (Rarely()) headers.Add((Pick("If-Match", "If-None-Match"), Bytes(Pick("*", "\"1-0000000000000000\"", "W/\"x\"", "x", "", Forged))));
        if (Rarely()) headers.Add(("Last-Event-ID", Bytes(Pick("0", "1", "-1", "x", "99999999999999999999", Forged))));
        if (Rarely()) headers.Add(("x-user-email", Bytes(Pick("a@b", Forged))));
        return headers;
    }

    private byte[] Body(Operation operation)
    {
        if (operation.Body is not { } good) return Rarely() ? Bytes("{}") : [];
        return random.Next(6) switch
        {
            0 or 1 => Bytes(good),
            2 => Mutated(Bytes(good)),
            3 => Bytes(Pick(Json)),
            4 => Bytes(new string('[', random.Next(1, 200)) + Pick("", "]", "{\"a\":1}")),
            _ => Bytes(WithField(good)),
        };
    }

    private byte[] Mutated(byte[] body)
    {
        var bytes = body.ToArray();
        for (var i = random.Next(1, 4); i > 0; i--) bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
        return bytes[..random.Next(1, bytes.Length + 1)];
    }

    /// <summary>One field more, the last of its name: it counts.</summary>
    private string WithField(string body)
    {
        var name = Pick(Fields);
        var value = random.Next(2) == 0 ? Pick(Json) : System.Text.Json.JsonSerializer.Serialize(Pick(Texts));
        return body[..^1] + (body.Length > 2 ? "," : "") + $"\"{name}\":{value}}}";
    }

    private static byte[] Bytes(string text) => Encoding.UTF8.GetBytes(text);
}
