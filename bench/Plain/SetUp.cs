using System.Security.Cryptography;
using Npgsql;
using static Periods.Plain.Database;

namespace Periods.Plain;

/// <summary>Businesses, users and tokens: what a benchmark needs to begin.</summary>
internal sealed class SetUp(NpgsqlDataSource database, Access access)
{
    private static readonly TimeSpan TokenLife = TimeSpan.FromDays(365);

    public void Map(IEndpointRouteBuilder routes)
    {
        routes.MapPost("/api/v1/businesses", access.For(Role.Operator, AddBusiness));
        routes.MapPost("/api/v1/businesses/users", access.For(Role.Operator, AddUser));
        routes.MapPost("/api/v1/tokens", access.For(Role.Operator, IssueToken));
    }

    private async Task AddBusiness(HttpContext http, Caller caller)
    {
        var request = await Answers.Read(http, PlainJson.Default.BusinessRequest);
        if (request?.Name is not { Length: > 0 } name)
        {
            await Answers.Refuse(http, StatusCodes.Status422UnprocessableEntity, "name_missing");
            return;
        }
        var body = new BusinessBody(Guid.CreateVersion7(), name, "UTC", Now());
        await database.Run("INSERT INTO business (id, name, created_at) VALUES ($1, $2, $3)", With(body.Id), With(name), With(body.CreatedAt));
        await Answers.Write(http, StatusCodes.Status201Created, body, PlainJson.Default.BusinessBody);
    }

    private async Task AddUser(HttpContext http, Caller caller)
    {
        var request = await Answers.Read(http, PlainJson.Default.UserRequest);
        if (request is not { Email: { } email, FirstName: { } first, LastName: { } last, Role: { } role } || !Enum.TryParse<Role>(role, ignoreCase: true, out _))
        {
            await Answers.Refuse(http, StatusCodes.Status422UnprocessableEntity, "user_invalid");
            return;
        }
        var body = new UserBody(Guid.CreateVersion7(), Business(http), email, first, last, role, Now());
        await database.Run(
            "INSERT INTO business_user (id, business_id, email, first_name, last_name, role, created_at) VALUES ($1, $2, $3, $4, $5, $6, $7)",
            With(body.Id), With(body.BusinessId), With(email), With(first), With(last), With(role), With(body.CreatedAt));
        await Answers.Write(http, StatusCodes.Status201Created, body, PlainJson.Default.UserBody);
    }

    private async Task IssueToken(HttpContext http, Caller caller)
    {
        var request = await Answers.Read(http, PlainJson.Default.TokenRequest);
        if (request is not { Name: { } name, UserId: { } user })
        {
            await Answers.Refuse(http, StatusCodes.Status422UnprocessableEntity, "token_invalid");
            return;
        }
        var secret = $"dz_{Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(32))}";
        var body = new TokenBody(Guid.CreateVersion7(), Business(http), user, name, null, secret, secret[..10], Now(), Now() + TokenLife);
        await database.Run(
            "INSERT INTO token (hash, id, business_id, user_id, name, expires_at) VALUES ($1, $2, $3, $4, $5, $6)",
            With(Access.Hash(secret)), With(body.Id), With(body.BusinessId), With(user), With(name), With(body.ExpiresAt));
        await Answers.Write(http, StatusCodes.Status201Created, body, PlainJson.Default.TokenBody);
    }

    private static Guid Business(HttpContext http) => Guid.Parse(http.Request.Headers["x-business-id"].ToString());

    private static DateTime Now() => TimeProvider.System.GetUtcNow().UtcDateTime;
}
