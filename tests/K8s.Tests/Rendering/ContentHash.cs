using System.Security.Cryptography;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Periods.K8s.Tests.Rendering;

/// <summary>The suffix kustomize gives a generated ConfigMap: the hash of its content, in characters that make no words.</summary>
internal static class ContentHash
{
    private const int Length = 10;

    private static readonly JsonSerializerOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static string Of(JsonObject map)
    {
        var data = new SortedDictionary<string, string>(map["data"]!.AsObject().ToDictionary(pair => pair.Key, pair => (string)pair.Value!), StringComparer.Ordinal);
        // Go escapes what HTML takes for its own; kustomize leaves the name out.
        var json = JsonSerializer.Serialize(new { data, kind = "ConfigMap", name = "" }, Plain)
            .Replace("&", "\\u0026", StringComparison.Ordinal).Replace("<", "\\u003c", StringComparison.Ordinal).Replace(">", "\\u003e", StringComparison.Ordinal);
        return string.Concat(Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(json)))[..Length].Select(Letter));
    }

    private static char Letter(char hex) => hex switch { '0' => 'g', '1' => 'h', '3' => 'k', 'a' => 'm', 'e' => 't', _ => hex };
}
