using System.Text;
using System.Text.Json;
using Periods.Gateway.Startup;

namespace Periods.Gateway.Tests.Contract;

/// <summary>A service on an empty journal, and the operator's way in.</summary>
public sealed class ContractService : IAsyncLifetime
{
    public const string OperatorToken = "the-operator-of-the-contract-tests";

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("periods-contract-");
    private RunningService? _service;

    public HttpClient Http { get; private set; } = null!;

    public async Task InitializeAsync()
    {
        var journal = Path.Combine(_folder.FullName, "periods.db");
        _service = await Service.Start(
            ["--urls=http://127.0.0.1:0", $"--ConnectionStrings:Journal=Data Source={journal}", $"--Access:OperatorToken={OperatorToken}"], TextWriter.Null);
        Http = new HttpClient { BaseAddress = _service.Address };
    }

    public async Task DisposeAsync()
    {
        Http.Dispose();
        if (_service is not null) await _service.DisposeAsync();
        _folder.Delete(recursive: true);
    }

    /// <summary>A business of its own, with an owner, a viewer, and January 2026 open.</summary>
    internal async Task<Tenant> NewTenant()
    {
        var business = await Make("/api/v1/businesses", null, """{"name":"Acme"}""");
        var owner = await UserToken(business, "owner");
        var viewer = await UserToken(business, "viewer");
        var tenant = new Tenant(Http, business, owner, viewer);
        await tenant.OpenPeriod();
        return tenant;
    }

    private async Task<string> UserToken(string business, string role)
    {
        var user = await Make("/api/v1/businesses/users", business, $$"""{"email":"{{role}}@acme.example","first_name":"A","last_name":"B","role":"{{role}}"}""");
        return await Make("/api/v1/tokens", business, $$"""{"user_id":"{{user}}","name":"test"}""", "token");
    }

    private async Task<string> Make(string path, string? business, string body, string field = "id")
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = new StringContent(body, Encoding.UTF8, "application/json") };
        request.Headers.Authorization = new("Bearer", OperatorToken);
        if (business is not null) request.Headers.Add("x-business-id", business);
        using var response = await Http.SendAsync(request);
        Assert.True(response.IsSuccessStatusCode, await response.Content.ReadAsStringAsync());
        return JsonDocument.Parse(await response.Content.ReadAsStreamAsync()).RootElement.GetProperty(field).GetString()!;
    }
}
