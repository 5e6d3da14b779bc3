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
        if (Barred(operation, http, identity) is { } error)
        {
            await Answers.Write(http, error);
            return;
        }

        if (operation.IsStream)
        {
            await Answer(operation, http, identity);
            return;
        }
        if (shares.Enter(identity.User?.BusinessId ?? Authenticator.OperatorHouse) is not { } place)
        {
            await shares.TurnAway(http.RequestAborted);
            await Answers.Write(http, Error.TooManyRequests);
            return;
        }
        try
        {
            await Answer(operation, http, identity);
        }
        finally
        {
            place.Leave();
        }
    }

    private async Task Answer(Operation operation, HttpContext http, Identity identity)
    {
        var (input, failure) = operation.HasBody ? await Input.WithBody(http, Limits.BodyBytesMax) : (Input.WithoutBody(http), BodyFailure.None);
        if (input is null)
        {
            await Answers.Write(http, failure == BodyFailure.TooLarge ? Error.BodyTooLarge : Error.BodyUndecodable);
            return;
        }
        using (input)
        {
            var businessId = operation.InBusiness ? input.HeaderUuid(operation.Dialect.BusinessHeader) : Guid.Empty;
            await operation.Run(new Call(http, grains, identity, input, businessId, operation.Dialect));
        }
    }

    /// <summary>
    /// Another tenant's business and one that never was are the same 404. Without a readable header there is no tenant to judge by:
    /// the operation then answers the missing header with whatever else is wrong.
    /// </summary>
    private static Error? Barred(Operation operation, HttpContext http, Identity identity)
    {
        if (operation.InBusiness)
        {
            using var headers = Input.WithoutBody(http);
            var businessId = headers.HeaderUuid(operation.Dialect.BusinessHeader);
            if (!headers.IsValid) return null;
            if (!identity.MayEnter(businessId)) return Refusals.Of(RefusalCode.BusinessNotFound);
        }
        return identity.May(operation.Permission) ? null : Error.Forbidden;
    }
}
