using Periods.Access;

namespace Periods.Gateway.Access;

/// <summary>What an operation asks of its caller. Each operation names one; there is no default.</summary>
internal enum Permission
{
    /// <summary>Any user of the business.</summary>
    Read,

    /// <summary>Tokens, one's own at least: any user of the business, and the operator. Whose they see the operation says.</summary>
    SeeTokens,

    /// <summary>Sign off, acknowledge, feed inputs, post entries: member and above.</summary>
    Review,

    /// <summary>The calendar and its lifecycle: admin and owner.</summary>
    Close,

    /// <summary>Users and tokens: admin and owner, and the operator.</summary>
    Administer,

    /// <summary>Businesses: the operator alone.</summary>
    Operate,
}

/// <summary>Who calls.</summary>
/// <param name="User">Null for the operator.</param>
internal sealed record Identity(Guid TokenId, UserView? User)
{
    public bool IsOperator => User is null;

    public bool MayEnter(Guid businessId) => IsOperator || User!.BusinessId == businessId;

    public bool May(Permission permission) => permission switch
    {
        Permission.Read => !IsOperator,
        Permission.SeeTokens => true,
        Permission.Review => User?.Role >= BusinessRole.Member,
        Permission.Close => User?.Role >= BusinessRole.Admin,
        Permission.Administer => IsOperator || User!.Role >= BusinessRole.Admin,
        Permission.Operate => IsOperator,
        _ => false,
    };
}
