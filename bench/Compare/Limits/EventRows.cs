using System.Security.Cryptography;

namespace Periods.Compare.Limits;

/// <summary>Rows as the journal writes them for a sign-off.</summary>
internal static class EventRows
{
    /// <summary>Rows in a commit.</summary>
    public const int Group = 100;

    /// <summary>Entities written to in turn: as many as periods are compared.</summary>
    public const int Entities = 2_400;

    public const string Type = "signed-off.v1";

    public static readonly string Data =
        $$"""{"id":"0198c0de-0000-7000-8000-0123456789ab","role":"preparer","notes":null,"score":28.6,"state_hash":"{{Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(32))}}"}""";

    public static readonly byte[] Hash = RandomNumberGenerator.GetBytes(32);

    public static readonly Guid Actor = Guid.NewGuid();

    /// <summary>The entity and the version of the n-th row.</summary>
    public static (long Entity, long Version) Row(long n) => (n % Entities + 1, n / Entities + 1);
}
