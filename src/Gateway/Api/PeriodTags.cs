using Periods.Closing;
using Periods.Gateway.Validation;

namespace Periods.Gateway.Api;

/// <summary>
/// The entity tag of a period, which its score has, too: it changes with whatever happens to the period or in it (ADR 13). A body in an envelope is another
/// representation and has a tag of its own (RFC 9110 §8.8.3); as what a command expects, both say the same.
/// </summary>
internal static class PeriodTags
{
    private const string Enveloped = "-envelope";

    /// <summary>Without the quotes.</summary>
    public static string Of(string tag, HttpRequest request) => Envelope.IsPreferred(request) ? tag + Enveloped : tag;

    /// <summary>What a command expects of its period: the If-Match header.</summary>
    public static Expectation? ReadExpectation(Input input) => input.HeaderEntityTags("if-match") is { } sent
        ? new(sent.Strong?.Select(tag => tag.EndsWith(Enveloped, StringComparison.Ordinal) ? tag[..^Enveloped.Length] : tag).ToArray())
        : null;
}
