using System.Buffers.Binary;
using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using Npgsql;
using static Periods.Plain.Database;

namespace Periods.Plain;

/// <summary>Who calls. Tokens are kept as hashes only; what one stood for is believed for as long as in Periods.</summary>
internal sealed class Access(NpgsqlDataSource database, string operatorToken)
{
    private const string Find = "SELECT t.business_id, t.user_id, u.role FROM token t JOIN business_user u ON u.id = t.user_id WHERE t.hash = $1 AND t.expires_at > now()";
    private static readonly TimeSpan Belief = TimeSpan.FromSeconds(2.5);

    private readonly ConcurrentDictionary<UInt128, (Caller Caller, long Since)> _believed = new();
    private readonly byte[] _operatorHash = Hash(operatorToken);

    public static byte[] Hash(string token) => SHA256.HashData(Encoding.ASCII.GetBytes(token));

    /// <summary>An endpoint for callers with a role of at least <paramref name="least"/>; the others are answered here.</summary>
    public RequestDelegate For(Role least, Func<HttpContext, Caller, Task> run) => async http =>
    {
        if (await Identify(http.Request.Headers.Authorization.ToString()) is not { } caller)
            await Answers.Refuse(http, StatusCodes.Status401Unauthorized, "not_authenticated");
        else if (!caller.IsOperator && !(Guid.TryParse(http.Request.Headers["x-business-id"].ToString(), out var business) && business == caller.BusinessId))
            await Answers.Refuse(http, StatusCodes.Status404NotFound, "business_not_found");
        else if (caller.Role < least)
            await Answers.Refuse(http, StatusCodes.Status403Forbidden, "forbidden");
        else await run(http, caller);
    };

    private async ValueTask<Caller?> Identify(string authorization)
    {
        if (!authorization.StartsWith("Bearer ", StringComparison.Ordinal)) return null;
        var hash = Hash(authorization[7..]);
        var number = BinaryPrimitives.ReadUInt128BigEndian(hash);
        if (_believed.TryGetValue(number, out var known) && TimeProvider.System.GetElapsedTime(known.Since) < Belief) return known.Caller;
        if (CryptographicOperations.FixedTimeEquals(hash, _operatorHash)) return Caller.Operator;

        var since = TimeProvider.System.GetTimestamp();
        var caller = await database.First(
            Find, static row => new Caller(row.GetGuid(0), row.GetGuid(1), Enum.Parse<Role>(row.GetString(2), ignoreCase: true)), With(hash));
        if (caller is null) return null;
        _believed[number] = (caller, since);
        return caller;
    }
}

internal enum Role
{
    Viewer,
    Member,
    Admin,
    Owner,
    Operator,
}

internal sealed record Caller(Guid BusinessId, Guid UserId, Role Role)
{
    public static readonly Caller Operator = new(Guid.Empty, Guid.Empty, Role.Operator);

    public bool IsOperator => Role == Role.Operator;
}
