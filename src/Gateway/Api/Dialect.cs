namespace Periods.Gateway.Api;

/// <summary>How a vendor's clients say who they are and which business they mean. Everything behind it is one service.</summary>
/// <param name="BusinessHeader">Lower case, as problems name it.</param>
/// <param name="EndDateField">What the end date of a close is called.</param>
/// <param name="Challenge">The WWW-Authenticate of a 401.</param>
internal sealed record Dialect(string BusinessHeader, string EndDateField, string Challenge, Credential Credential)
{
    public static readonly Dialect DayZero = new("x-business-id", "period_end", "Bearer", static request =>
        request.Headers.Authorization is [{ } value, ..] && value.StartsWith("Bearer ", StringComparison.OrdinalIgnoreCase) ? value.AsSpan(7).Trim() : default);

    public static readonly Dialect Zenskar = new("organisation", "end_date", "APIKey", static request => request.Headers["x-api-key"] is [{ } value, ..] ? value.AsSpan().Trim() : default);
}

/// <summary>The secret a request presents; empty when it presents none.</summary>
internal delegate ReadOnlySpan<char> Credential(HttpRequest request);
