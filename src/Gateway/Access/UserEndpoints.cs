using Periods.Access;
using Periods.Gateway.Api;
using Periods.Gateway.Validation;

namespace Periods.Gateway.Access;

/// <summary>Users of a business, added by the operator or by its own owner or admin.</summary>
internal static class UserEndpoints
{
    private const int EmailLengthMin = 3;

    private static readonly Choices<BusinessRole> Roles = new(
        ("owner", BusinessRole.Owner), ("admin", BusinessRole.Admin), ("member", BusinessRole.Member), ("viewer", BusinessRole.Viewer));

    public static readonly Operation Add = Operation.Post("/api/v1/businesses/users", "add_business_user_api_v1_businesses_users_post", Permission.Administer, call => call.Handle(
        static call => Read(call),
        static (call, request) => call.AskUsers(users => users.AddUser(request)),
        StatusCodes.Status201Created, UserBody.Of, WireJson.Default.UserBody));

    private static AddUser Read(Call call)
    {
        var body = call.Body;
        var id = body.OptionalNewId("id", of: "user") ?? Guid.NewGuid();
        var email = body.Text("email", EmailLengthMin, Limits.EmailLengthMax);
        if (email.Length >= EmailLengthMin && EmailAddress.FaultOf(email) is { } fault) body.Refuse("email", fault);
        return new AddUser(
            call.Caller,
            id,
            email,
            body.Text("first_name", 1, Limits.NameLengthMax),
            body.Text("last_name", 1, Limits.NameLengthMax),
            body.Choice("role", Roles));
    }
}
