using System.Security.Cryptography;
using System.Text.Json;

namespace Periods.Grains.Posting;

/// <summary>By which two entries have the same content.</summary>
public static class EntryHash
{
    /// <summary>SHA-256, in lower-case hex, over the JSON the entry is stored as.</summary>
    public static string Of(EntryContent content) =>
        Convert.ToHexStringLower(SHA256.HashData(JsonSerializer.SerializeToUtf8Bytes(content, PostingJson.Default.EntryContent)));
}
