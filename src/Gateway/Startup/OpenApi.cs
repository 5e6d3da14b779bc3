namespace Periods.Gateway.Startup;

/// <summary>The OpenAPI document: written by hand, committed, served as it is. A test holds it and the routes together.</summary>
internal static class OpenApi
{
    public static void Map(WebApplication app)
    {
        using var resource = typeof(OpenApi).Assembly.GetManifestResourceStream("openapi.json")!;
        var document = new byte[resource.Length];
        resource.ReadExactly(document);
        app.MapGet("/openapi.json", http =>
        {
            http.Response.ContentType = "application/json";
            http.Response.ContentLength = document.Length;
            return http.Response.Body.WriteAsync(document).AsTask();
        });
    }
}
