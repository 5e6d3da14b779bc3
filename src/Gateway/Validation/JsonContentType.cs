namespace Periods.Gateway.Validation;

/// <summary>Tells by its <c>Content-Type</c> whether a body is JSON: <c>application/json</c> or <c>application/*+json</c>.</summary>
internal static class JsonContentType
{
    private const string Application = "application/";

    public static bool Is(string? contentType)
    {
        var mediaType = contentType.AsSpan();
        var parameters = mediaType.IndexOf(';');
        if (parameters >= 0) mediaType = mediaType[..parameters];
        mediaType = mediaType.Trim();
        if (!mediaType.StartsWith(Application, StringComparison.OrdinalIgnoreCase)) return false;
        var subtype = mediaType[Application.Length..];
        return subtype.Equals("json", StringComparison.OrdinalIgnoreCase) || subtype.EndsWith("+json", StringComparison.OrdinalIgnoreCase);
    }
}
