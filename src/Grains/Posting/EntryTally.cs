using System.Security.Cryptography;
using System.Text;

namespace Periods.Grains.Posting;

/// <summary>The entries posted into a period: how many, and a hash over all of them in their order.</summary>
/// <param name="Digest">SHA-256 in lower-case hex; each covers the one before.</param>
public sealed record EntryTally(long Count, string Digest)
{
    public static readonly EntryTally None = new(0, "");

    public EntryTally With(EntryPosted e) =>
        new(Count + 1, Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{Digest}|{e.EntryId:D}|{e.ContentHash}"))));
}
