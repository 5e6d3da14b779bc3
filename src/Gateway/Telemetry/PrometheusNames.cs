namespace Periods.Gateway.Telemetry;

/// <summary>OpenTelemetry's names as Prometheus may write them.</summary>
internal static class PrometheusNames
{
    public static string Of(string name, string unit, bool isCounter)
    {
        name = Sanitized(name, colons: true);
        if (WordOf(unit) is { } word) name = With(name, word);
        return isCounter ? With(name, "total") : name;
    }

    public static string OfLabel(string name) => Sanitized(name, colons: false);

    /// <summary>Null when the unit only says what is counted, as <c>{command}</c> does.</summary>
    private static string? WordOf(string unit) => unit switch
    {
        "s" => "seconds",
        "ms" => "milliseconds",
        "By" => "bytes",
        "%" => "percent",
        _ => null,
    };

    private static string With(string name, string suffix) => name.EndsWith($"_{suffix}", StringComparison.Ordinal) ? name : $"{name}_{suffix}";

    private static string Sanitized(string name, bool colons)
    {
        var clean = string.Create(name.Length, (name, colons), static (text, from) =>
        {
            for (var i = 0; i < text.Length; i++)
                text[i] = char.IsAsciiLetterOrDigit(from.name[i]) || from.colons && from.name[i] == ':' ? from.name[i] : '_';
        });
        return clean.Length > 0 && char.IsAsciiDigit(clean[0]) ? $"_{clean}" : clean;
    }
}
