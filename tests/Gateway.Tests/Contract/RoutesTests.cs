using System.Text.Json;
using Periods.Gateway.Scoring;

namespace Periods.Gateway.Tests.Contract;

public sealed class RoutesTests(ContractService service) : IClassFixture<ContractService>
{
    [Fact]
    public void The_routes_and_the_document_list_the_same_operations()
    {
        var routes = Routes.All(new CloseScoreEndpoints(streams: null!));

        Assert.Equal(
            routes.Select(route => $"{route.Method} {route.Pattern} {route.Id}").Order(StringComparer.Ordinal),
            ContractDocument.Operations.Select(operation => $"{operation.Method} {operation.Path} {operation.Id}").Order(StringComparer.Ordinal));
    }

    [Fact]
    public void An_operation_has_a_request_body_where_its_route_reads_one()
    {
        foreach (var route in Routes.All(new CloseScoreEndpoints(streams: null!)))
            Assert.True(route.HasBody == ContractDocument.Operation(route.Id).HasBody, route.Id);
    }

    [Fact]
    public void An_operation_names_the_credential_and_the_business_header_of_its_dialect()
    {
        foreach (var route in Routes.All(new CloseScoreEndpoints(streams: null!)))
        {
            var documented = ContractDocument.Operation(route.Id);
            Assert.Equal(route.Dialect.Challenge == "APIKey", documented.IsZenskar);
            Assert.Equal(route.InBusiness ? route.Dialect.BusinessHeader : null, documented.BusinessHeader);
        }
    }

    [Fact]
    public async Task The_committed_document_is_served()
    {
        using var answer = await service.Http.GetAsync(new Uri("/openapi.json", UriKind.Relative));
        using var served = JsonDocument.Parse(await answer.Content.ReadAsStringAsync());

        Assert.Equal("application/json", answer.Content.Headers.ContentType?.ToString());
        Assert.True(JsonElement.DeepEquals(ContractDocument.Root, served.RootElement));
    }
}
