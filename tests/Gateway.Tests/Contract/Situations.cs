namespace Periods.Gateway.Tests.Contract;

/// <summary>How each status of an operation comes about. A status that stands in the document and not here fails its test.</summary>
internal static class Situations
{
    private static readonly byte[] NoText = [0x7B, 0x22, 0xFF, 0xFE, 0x22, 0x7D];

    public static async Task<ContractAnswer> Reach(StagedService service, DocumentedOperation operation, int status)
    {
        var tenant = await Tenant.Found(service.Http);
        await tenant.Prepare(operation);
        var request = tenant.Request(operation);
        var keyed = request with { Header = ("Idempotency-Key", $"{Guid.NewGuid()}") };
        switch (status)
        {
            case >= 200 and < 300:
                return await request.Send();
            case 304:
                return await (request with { Header = ("If-None-Match", "*") }).Send();
            case 400 when operation.HasBody:
                return await (request with { Bytes = NoText }).Send();
            case 400 when operation.Method == "DELETE":
                await tenant.Lock();
                return await request.Send();
            case 400:
                return await (request with { Query = "?cursor=x" }).Send();
            case 401:
                return await (request with { Credential = null }).Send();
            // Somebody who may issue tokens, for a token of a higher role.
            case 403 when operation.Path.Contains("/{token_id}", StringComparison.Ordinal):
                return await (request with { Credential = await tenant.AdminToken() }).Send();
            case 403:
                return await (request with { Credential = tenant.CredentialBarredFrom(operation) }).Send();
            case 404:
                return await (request with { Business = $"{Guid.NewGuid()}" }).Send();
            // Who posts under an id that is being posted waits for what becomes of it.
            case 409 when operation.Path.EndsWith("/journal-entries", StringComparison.Ordinal):
                await request.Send();
                return await (request with { Body = request.Body!.Replace("Rent", "Lease", StringComparison.Ordinal) }).Send();
            case 409:
                return await service.WhileUnderWay(keyed.Send);
            case 412:
                return await (request with { Header = ("If-Match", "\"1-0000000000000000\"") }).Send();
            case 413:
                return await (request with { Body = $$"""{"unknown":"{{new string('x', Limits.BodyBytesMax)}}"}""" }).Send();
            case 422:
                return await (request with { Business = null, Body = "{}" }).Send();
            case 429 when operation.Path.EndsWith("/stream", StringComparison.Ordinal):
                return await service.WithAllStreams(request.Message, request.Send);
            case 429 when operation.BusinessHeader is null:
                return await service.During(Trouble.FullOfKeys, keyed.Send);
            case 429:
                return await service.WithoutShare(Guid.Parse(tenant.Business), request.Send);
            // Who calls is believed for a moment: then nothing but what is asked for needs the users.
            case 500 or 503 when operation is { Method: "GET", Path: "/api/v1/tokens" }:
                await request.Send();
                return await service.During(status == 500 ? Trouble.ThrowsForUsers : Trouble.FailsForUsers, request.Send);
            case 500:
                return await service.During(Trouble.Throws, request.Send);
            case 503:
                return await service.During(Trouble.Fails, request.Send);
            default:
                throw new ArgumentOutOfRangeException(nameof(status), status, $"Nobody knows how {operation.Id} comes to answer this");
        }
    }
}
