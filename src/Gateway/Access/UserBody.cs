using Periods.Access;
using Periods.Gateway.Api;

namespace Periods.Gateway.Access;

/// <inheritdoc cref="UserView"/>
internal sealed record UserBody(Guid Id, Guid BusinessId, string Email, string FirstName, string LastName, string Role, string CreatedAt)
{
    public static UserBody Of(UserView user) => new(
        user.Id, user.BusinessId, user.Email, user.FirstName, user.LastName, WireText.Of(user.Role), WireText.Of(user.CreatedAt));
}
