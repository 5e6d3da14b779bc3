using System.Reflection;
using System.Text.Json;
using Periods.Gateway.Api;

namespace Periods.Gateway.Tests.Contract;

/// <summary>The document knows every error the service can answer, and no other.</summary>
public class ErrorCodeTests
{
    private static readonly IReadOnlyList<Error> FromGrains = [.. Enum.GetValues<RefusalCode>().Select(Refusals.Of)];

    private static readonly IReadOnlyList<Error> FromGateway =
        [.. typeof(Error).GetFields(BindingFlags.Public | BindingFlags.Static).Select(field => (Error)field.GetValue(null)!)];

    private static IEnumerable<Error> WithCode => FromGrains.Concat(FromGateway).Where(error => error.Status != 422).DistinctBy(error => error.Code);

    [Fact]
    public void The_enumeration_of_codes_is_that_of_the_service() =>
        Assert.Equal(
            WithCode.Select(error => error.Code).Order(StringComparer.Ordinal),
            Words(ContractDocument.Schema("ErrorResponse"), "code", "enum").Order(StringComparer.Ordinal));

    [Fact]
    public void Refusals_about_a_value_are_among_the_documented_problem_types() =>
        Assert.Subset(
            Words(ContractDocument.Schema("ValidationError"), "type", "examples").ToHashSet(),
            FromGrains.Where(error => error.Status == 422).Select(error => error.Code).ToHashSet());

    [Fact]
    public void Every_refusal_of_a_grain_is_an_answer_of_some_operation()
    {
        var listed = from operation in ContractDocument.Operations
                     from status in operation.Statuses.Where(status => status is >= 400 and not 422)
                     from example in operation.Examples(status)
                     select example.Name;

        Assert.Superset(FromGrains.Where(error => error.Status != 422).Select(error => error.Code).ToHashSet(), listed.ToHashSet());
    }

    [Fact]
    public void Every_example_of_an_error_is_the_exact_body_under_its_status()
    {
        var errors = WithCode.ToDictionary(error => error.Code);
        foreach (var operation in ContractDocument.Operations)
        foreach (var status in operation.Statuses.Where(status => status is >= 400 and not 422))
        foreach (var (name, body) in operation.Examples(status))
        {
            var error = errors[name];
            Assert.Equal((status, error.Code, error.Detail), (error.Status, body.GetProperty("code").GetString(), body.GetProperty("detail").GetString()));
        }
    }

    [Fact]
    public void Every_example_of_an_answer_fits_its_schema()
    {
        foreach (var operation in ContractDocument.Operations)
        foreach (var status in operation.Statuses)
        foreach (var (name, value) in operation.Examples(status))
        {
            var schema = operation.Response(status).GetProperty("content").GetProperty("application/json").GetProperty("schema");
            Assert.Equal([], SchemaChecker.Objections(value, schema).Select(objection => $"{operation.Id} {status} {name}: {objection}"));
        }
    }

    private static IEnumerable<string> Words(JsonElement schema, string property, string list) =>
        schema.GetProperty("properties").GetProperty(property).GetProperty(list).EnumerateArray().Select(word => word.GetString()!);
}
