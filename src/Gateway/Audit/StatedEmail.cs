using Periods.Gateway.Validation;

namespace Periods.Gateway.Audit;

/// <summary>
/// The x-user-email header: for whom an integration acts, as far as the client says. It is recorded for the audit log; nothing is decided on it.
/// </summary>
internal static class StatedEmail
{
    private const string Header = "x-user-email";
    private static readonly Fault NotOne = Faults.OfValue("An address in a header is one, in ASCII without blanks");

    /// <summary>Null when there is none, or what is there is no e-mail address.</summary>
    public static string? Of(HttpRequest request) => Sent(request) is { } sent && FaultOf(sent) is null ? sent : null;

    public static void Check(HttpRequest request, Input input)
    {
        if (Sent(request) is { } sent && FaultOf(sent) is { } fault) input.Refuse(new Problem(Location.Header(Header), fault, new Sent(sent)));
    }

    /// <summary>Sent more than once, it is one text with a comma, as any header.</summary>
    private static string? Sent(HttpRequest request) => request.Headers[Header] is { Count: > 0 } lines && lines.ToString() is { Length: > 0 } sent ? sent : null;

    private static Fault? FaultOf(string sent) =>
        new TextRule(0, Limits.EmailLengthMax).Read(new Sent(sent)).Fault
        ?? (sent.AsSpan().ContainsAnyExceptInRange('!', '~') ? NotOne : EmailAddress.FaultOf(sent));
}
