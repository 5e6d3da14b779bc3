using System.Globalization;

namespace Periods.Gateway.Validation;

/// <summary>
/// What an e-mail address must at least be: something on both sides of one @-sign, and nothing that could end a line of a mail, hide, or turn the direction of writing. Whether
/// anybody reads what is sent there is not for this service to find out.
/// </summary>
internal static class EmailAddress
{
    /// <summary>Null when it is one; otherwise in pydantic's words.</summary>
    public static Fault? FaultOf(string text) => text.IndexOf('@') switch
    {
        < 0 => Invalid("An email address must have an @-sign."),
        0 => Invalid("There must be something before the @-sign."),
        var at when at == text.Length - 1 => Invalid("There must be something after the @-sign."),
        var at when HasOther(text.AsSpan(0, at)) => Invalid("The email address contains invalid characters before the @-sign."),
        var at when HasOther(text.AsSpan(at + 1)) => Invalid("The part after the @-sign contains invalid characters."),
        _ => null,
    };

    private static Fault Invalid(string reason) => new("value_error", $"value is not a valid email address: {reason}", new ContextEntry("reason", reason));

    private static bool HasOther(ReadOnlySpan<char> part)
    {
        foreach (var c in part)
            if (c == '@' || char.IsWhiteSpace(c) || char.GetUnicodeCategory(c) is UnicodeCategory.Control or UnicodeCategory.Format) return true;
        return false;
    }
}
