using Periods.Gateway.Access;
using Periods.Gateway.Audit;
using Periods.Gateway.Validation;

namespace Periods.Gateway.Api;

/// <summary>
/// What every operation goes through, in this order: who calls (401), not too often (429), which business (404 for any but the caller's own), may they (403), is there room
/// for them (429), the body (413, 400), then the operation, which answers all wrong values in one 422 before it asks a grain.
/// </summary>
internal sealed class Pipeline(IGrains grains, Authenticator authenticator, RateLimits limits, TenantShares shares, RefusalLog refusals, Origins origins)
{
    public RequestDelegate For(Operation operation) => http => Run(operation, http);

    private async Task Run(Operation operation, HttpContext http)
    {
        if (await Identify(operation, http) is not { } identity) return;
        if (!limits.Admits(identity, http))
        {
            await TurnAway(http, Error.RateLimitExceeded);
            return;
        }
        using var input = new Input(http);
        var businessId = operation.InBusiness ? input.HeaderUuid(operation.Dialect.BusinessHeader) : Guid.Empty;
        if (input.IsValid && Barred(operation, identity, businessId) is { } error)
        {
            if (Refused.ByRole(operation, identity, origins.Of(http, identity), http, error) is { } barred) refusals.Add(barred);
            await Answers.Write(http, error);
            return;
        }
        if (operation.RevokesTokens) http.Response.OnStarting(() => Forget(businessId, http.Response));
        var call = new Call(http, grains, identity, input, businessId, operation, origins);

        // Before it has a place: a body that comes slowly must not hold one.
        var reading = operation.HasBody ? input.ReadBody(Limits.BodyBytesMax, operation.BodyIsOptional) : new(BodyFailure.None);
        var isWaitedFor = !reading.IsCompleted;
        var body = await reading;
        // Meanwhile the token may have been taken back.
        if (isWaitedFor && await Identify(operation, http) is null) return;

        // The operator has no neighbours: what it sets up is for the businesses, and must not take their shares or wait for one.
        if (identity.User is not { } user) await Answer(operation, call, body);
        else if (shares.Enter(user.BusinessId) is not { } place) await TurnAway(http, Error.TooManyRequests);
        else
        {
            try
            {
                call.Place = place;
                if (operation.ReadsHistory) await AnswerHistory(operation, call, place);
                else await Answer(operation, call, body);
            }
            finally
            {
                place.Leave();
            }
        }
        if (call.Stream is { } stream) await stream();
    }

    /// <summary>Who calls; null when that has been answered, for nobody known does.</summary>
    private async ValueTask<Identity?> Identify(Operation operation, HttpContext http)
    {
        var found = await authenticator.Identify(operation.Dialect.Credential(http.Request));
        if (found.Value is { } identity) return identity;
        if (found.Refusal is { } unknown)
        {
            await Answers.Write(http, Refusals.Of(unknown.Code));
            return null;
        }
        http.Response.Headers.WWWAuthenticate = operation.Dialect.Challenge;
        await (limits.AdmitsStranger(http) ? Answers.Write(http, Error.NotAuthenticated) : TurnAway(http, Error.RateLimitExceeded));
        return null;
    }

    private async Task TurnAway(HttpContext http, Error error)
    {
        await shares.TurnAway(http.RequestAborted);
        await Answers.Write(http, error);
    }

    /// <summary>Before the answer is out: whoever reads in it that a token is taken back may rely on that. Of any other outcome nobody may, and everybody would be asked for anew.</summary>
    private Task Forget(Guid businessId, HttpResponse response)
    {
        if (response.StatusCode < StatusCodes.Status300MultipleChoices) authenticator.Forget(businessId);
        return Task.CompletedTask;
    }

    private async Task AnswerHistory(Operation operation, Call call, TenantShares.Tenant place)
    {
        if (await shares.TryReadHistory(place, () => Answer(operation, call, BodyFailure.None), call.Http.RequestAborted))
            // Who does not read a long answer keeps the place.
            await call.Http.Response.CompleteAsync();
        else
            await TurnAway(call.Http, Error.TooManyRequests);
    }

    private async Task Answer(Operation operation, Call call, BodyFailure body)
    {
        await (body switch
        {
            BodyFailure.None => operation.Run(call),
            BodyFailure.TooLarge => Answers.Write(call.Http, Error.BodyTooLarge),
            _ => Answers.Write(call.Http, Error.BodyUndecodable),
        });
        if (call.Refused is { } code && Refused.ByRule(operation, call, code) is { } refused) refusals.Add(refused);
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
