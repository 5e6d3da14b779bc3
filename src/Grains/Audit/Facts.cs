using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Periods.Grains.Audit;

/// <summary>Facts in the names and words of the contract, as the audit log shows them: what an event replaced, and what it made.</summary>
internal static class Facts
{
    public static byte[] Bytes(JsonObject facts) => Encoding.UTF8.GetBytes(facts.ToJsonString());

    public static string Word<T>(T value)
        where T : struct, Enum =>
        JsonNamingPolicy.SnakeCaseLower.ConvertName(value.ToString());

    /// <summary>Flags, one word each.</summary>
    public static JsonArray Words<T>(T flags)
        where T : struct, Enum =>
        new([.. flags.ToString().Split(", ").Select(flag => (JsonNode?)JsonNamingPolicy.SnakeCaseLower.ConvertName(flag))]);

    public static string Text(DateOnly date) => date.ToString("O", CultureInfo.InvariantCulture);

    /// <summary>UTC, microseconds only when there are any, as all answers spell times.</summary>
    public static string Text(DateTimeOffset time) =>
        time.UtcDateTime.ToString(time.Ticks % TimeSpan.TicksPerSecond == 0 ? "yyyy-MM-ddTHH:mm:ssZ" : "yyyy-MM-ddTHH:mm:ss.ffffffZ", CultureInfo.InvariantCulture);
}
