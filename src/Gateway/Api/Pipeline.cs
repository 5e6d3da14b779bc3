using Periods.Gateway.Access;
using Periods.Gateway.Validation;

namespace Periods.Gateway.Api;

/// <summary>
/// What every operation goes through, in this order: who calls (401), which business (404 for any but the caller's own), may they (403), is there room for them (429),
/// the body (413, 400), then the operation, which answers all wrong values in one 422 before it asks a grain.
/// </summary>
internal sealed class Pipeline(IGrains grains, Authenticator authenticator, TenantShares shares)
{
    public RequestDelegate For(Operation operation) => http => Run(operation, http);

    private async Task Run(Operation operation, HttpContext http)
    {
        var found = await authenticator.Identify(operation.Dialect.Credential(http.Request));
        if (found.Refusal is { } unknown)
        {
            await Answers.Write(http, Refusals.Of(unknown.Code));
            return;
        }
        if (found.Value is not { } identity)
        {
            http.Response.Headers.WWWAuthenticate = operation.Dialect.Challenge;
            await Answers.Write(http, Error.NotAuthenticated);
            return;
        }
        using var input = new Input(http);
        var businessId = operation.InBusiness ? input.HeaderUuid(operation.Dialect.BusinessHeader) : Guid.Empty;
        if (input.IsValid && Barred(operation, identity, businessId) is { } error)
        {
            await Answers.Write(http, error);
            return;
        }
        var call = new Call(http, grains, identity, input, businessId, operation.Dialect);

        // Streams have a limit of their own. The operator has no neighbours: what it sets up is for the businesses, and must not take their shares or wait for one.
        if (operation.IsStream || identity.User is not { } user)
        {
            await Answer(operation, call);
            return;
        }
        if (shares.Enter(user.BusinessId) is not { } place)
        {
            await shares.TurnAway(http.RequestAborted);
            await Answers.Write(http, Error.TooManyRequests);
            return;
        }
        try
        {
            await Answer(operation, call);
        }
        finally
        {
            place.Leave();
        }
    }

    private static async Task Answer(Operation operation, Call call)
    {
        var failure = operation.HasBody ? await call.Input.ReadBody(Limits.BodyBytesMax) : BodyFailure.None;
        await (failure switch
        {
            BodyFailure.None => operation.Run(call),
            BodyFailure.TooLarge => Answers.Write(call.Http, Error.BodyTooLarge),
            _ => Answers.Write(call.Http, Error.BodyUndecodable),
        });
    }

    /// <summary>
    /// Another tenant's business and one that never was are the same 404. Not asked when the header could not be read, for then there is no tenant to judge by:
    /// the operation answers the missing header with whatever else is wrong.
    /// </summary>
    private static Error? Barred(Operation operation, Identity identity, Guid businessId)
    {
        if (operation.InBusiness && !identity.MayEnter(businessId)) return Refusals.Of(RefusalCode.BusinessNotFound);
        return identity.May(operation.Permission) ? null : Error.Forbidden;
    }
}
