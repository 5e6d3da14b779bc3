using System.Text.Json;

namespace Periods.Gateway.Tests.Contract;

/// <summary>What the document says of requests is what the endpoints read, seen from outside.</summary>
public sealed class RequestTests(ContractService service) : IClassFixture<ContractService>
{
    public static TheoryData<string> Operations => [.. ContractDocument.Operations.Select(operation => operation.Id)];

    public static TheoryData<string> WithBody => [.. ContractDocument.Operations.Where(operation => operation.HasBody).Select(operation => operation.Id)];

    [Theory]
    [MemberData(nameof(WithBody))]
    public async Task Of_an_empty_body_exactly_the_required_fields_are_missing(string id)
    {
        var operation = ContractDocument.Operation(id);

        var answer = await ((await service.NewTenant()).Request(operation) with { Body = "{}" }).Send();

        var missing = from problem in answer.Problems
                      where problem.GetProperty("type").GetString() == "missing"
                      select problem.GetProperty("loc")[1].GetString();
        Assert.Equal(Required(operation.BodySchema), missing);
    }

    [Theory]
    [MemberData(nameof(WithBody))]
    public async Task Every_field_is_read_and_has_the_limits_the_document_gives(string id)
    {
        var operation = ContractDocument.Operation(id);
        var request = (await service.NewTenant()).Request(operation);
        foreach (var field in WrongValues.Fields(operation.BodySchema))
        {
            var answer = await (request with { Body = field.Body }).Send();
            WrongValues.AssertRefused(answer, ["body", .. field.Path], field.Wrong);
        }
    }

    [Theory]
    [MemberData(nameof(WithBody))]
    public async Task What_is_wrong_is_told_in_the_order_of_the_document(string id)
    {
        var operation = ContractDocument.Operation(id);
        var fields = operation.BodySchema.GetProperty("properties").EnumerateObject().ToArray();
        var body = string.Join(',', fields.Select(field => $"\"{field.Name}\":{WrongValues.Of(field.Value, asText: false).First().Text}"));

        var answer = await ((await service.NewTenant()).Request(operation) with { Body = $"{{{body}}}" }).Send();

        Assert.Equal(fields.Select(field => field.Name), answer.Problems.Select(problem => problem.GetProperty("loc")[1].GetString()));
    }

    [Theory]
    [MemberData(nameof(WithBody))]
    public async Task Exactly_the_fields_that_may_be_null_take_null(string id)
    {
        var operation = ContractDocument.Operation(id);
        var request = (await service.NewTenant()).Request(operation);
        foreach (var property in operation.BodySchema.GetProperty("properties").EnumerateObject())
        {
            var answer = await (request with { Body = $$"""{"{{property.Name}}":null}""" }).Send();
            Assert.Equal(WrongValues.IsNullable(property.Value), answer.ProblemAt("body", property.Name) is null);
        }
    }

    [Theory]
    [MemberData(nameof(Operations))]
    public async Task Every_parameter_is_read_and_has_the_limits_the_document_gives(string id)
    {
        var operation = ContractDocument.Operation(id);
        var request = (await service.NewTenant()).Request(operation);
        foreach (var place in new[] { "path", "query", "header" })
        foreach (var parameter in operation.Parameters(place))
        foreach (var wrong in WrongValues.Of(parameter.GetProperty("schema"), asText: true))
        {
            var name = parameter.GetProperty("name").GetString()!;
            var answer = await WithParameter(request, place, name, wrong.Text).Send();
            WrongValues.AssertRefused(answer, [place, name.ToLowerInvariant()], wrong);
        }
    }

    [Theory]
    [MemberData(nameof(Operations))]
    public async Task Exactly_the_required_parameters_are_missing_when_none_is_sent(string id)
    {
        var operation = ContractDocument.Operation(id);

        var answer = await ((await service.NewTenant()).Request(operation) with { Business = null, Query = "", Body = "{}" }).Send();

        var required = from place in new[] { "query", "header" }
                       from parameter in operation.Parameters(place)
                       where parameter.GetProperty("required").GetBoolean()
                       select $"{place} {parameter.GetProperty("name")}";
        var missing = from problem in answer.Problems
                      where problem.GetProperty("type").GetString() == "missing" && problem.GetProperty("loc")[0].GetString() != "body"
                      select $"{problem.GetProperty("loc")[0]} {problem.GetProperty("loc")[1]}";
        Assert.Equal(required, missing);
    }

    [Theory]
    [MemberData(nameof(WithBody))]
    public async Task Every_example_of_a_request_is_taken(string id)
    {
        var operation = ContractDocument.Operation(id);
        foreach (var example in operation.BodyExamples)
        {
            Assert.Empty(SchemaChecker.Objections(example, operation.BodySchema));
            var tenant = await service.NewTenant();
            await tenant.Prepare(operation);
            var answer = await (tenant.Request(operation) with { Body = example.GetRawText() }).Send();
            Assert.True(answer.Status == operation.SuccessStatus, answer.Text);
        }
    }

    private static IEnumerable<string> Required(JsonElement schema) =>
        schema.TryGetProperty("required", out var required) ? required.EnumerateArray().Select(name => name.GetString()!) : [];

    private static ContractRequest WithParameter(ContractRequest request, string place, string name, string value) => (place, name) switch
    {
        ("path", "period_id") => request with { Period = value },
        ("path", "token_id") => request with { Token = value },
        ("path", "step_id") => request with { Step = value },
        ("query", _) => request with { Query = $"?{name}={Uri.EscapeDataString(value)}" },
        ("header", "x-business-id" or "organisation") => request with { Business = value },
        ("header", _) => request with { Header = (name, value) },
        _ => throw new ArgumentException($"No way to send {place} {name}"),
    };
}
