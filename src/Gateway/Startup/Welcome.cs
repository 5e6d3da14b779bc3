namespace Periods.Gateway.Startup;

/// <summary>What the service says when it listens. On an empty store: how to make the first call.</summary>
internal static class Welcome
{
    public static async Task Write(TextWriter to, string url, string? management, string journal, bool isNew, string? generated)
    {
        await to.WriteLineAsync($"Periods listens on {url}, journal {journal}");
        if (management is not null) await to.WriteLineAsync($"Health and metrics are on {management}");
        if (!isNew) return;

        if (generated is not null) await to.WriteLineAsync($"\nOperator token, shown this once: {generated}");
        var token = generated ?? "$Access__OperatorToken";
        await to.WriteLineAsync(
            $$"""

            The store is empty. Make the first call:

              curl -X POST {{url}}/api/v1/businesses \
                -H "Authorization: Bearer {{token}}" \
                -H 'Content-Type: application/json' \
                -d '{"name": "Acme"}'

            Then add a user and a token for it (POST /api/v1/businesses/users, POST /api/v1/tokens, both with x-business-id),
            or stop, and run with `-- demo` to see a month end played. The operations: {{url}}/openapi.json
            """);
    }
}
