using Periods.Gateway.Tests.Running;

namespace Periods.Gateway.Tests.Clients;

/// <summary>The OpenAPI document as others read it: a linter, and a generator whose client compiles and works.</summary>
public sealed class TypeScriptTests(TypeScriptProject project, TestService service) : IClassFixture<TypeScriptProject>, IClassFixture<TestService>
{
    [Fact]
    public async Task A_linter_finds_nothing_in_the_document()
    {
        await project.Take(service.Anonymous);
        await project.Run("lint.mjs", []);
    }

    [Fact]
    public async Task A_generated_client_compiles_and_completes_a_month_end()
    {
        await project.Take(service.Anonymous);
        // A field with a default may be left out of a request.
        await project.Run("node_modules/openapi-typescript/bin/cli.js", ["openapi.json", "--output", "api.ts", "--default-non-nullable", "false"]);
        await project.Run("node_modules/typescript/bin/tsc", ["--project", "."]);

        var said = await project.Run("out/month-end.js", [], ("PERIODS_URL", $"{service.Anonymous.Address}".TrimEnd('/')), ("PERIODS_OPERATOR_TOKEN", TestService.OperatorToken));

        Assert.EndsWith(" is locked\n", said, StringComparison.Ordinal);
    }
}
