using System.Globalization;
using System.Text.RegularExpressions;
using Periods.Gateway.Api;

namespace Periods.Gateway.Tests.Reference;

/// <summary>The reference in the README says what the service answers, and nothing else.</summary>
public sealed partial class ReferenceTests
{
    private static readonly string Readme = File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "README.md"));

    [Fact]
    public void The_table_of_codes_lists_every_refusal_in_the_order_of_its_rank()
    {
        // One code stands for two reasons, in the gateway and in a grain: it is listed where it is told first.
        var gateway = RefusalTests.OfTheGateway.Select(error => (error.Code, error.Status)).ToHashSet();
        var refusals = Enum.GetValues<RefusalCode>().Select(Refusals.Of).Select(error => (error.Code, error.Status)).Where(error => !gateway.Contains(error)).ToArray();

        var rows = Rows().ToArray();

        Assert.Equal(refusals, rows.Where(row => !gateway.Contains(row)));
        Assert.Equal(gateway.Order(), rows.Where(gateway.Contains).Order());
    }

    [Fact]
    public void The_types_of_problems_are_those_of_the_document() =>
        Assert.Equal(ProblemTypes.OfTheDocument.Order(StringComparer.Ordinal), TypesOfTheReference().Order(StringComparer.Ordinal));

    private static IEnumerable<(string Code, int Status)> Rows() =>
        Row().Matches(Section("### Codes")).Select(row => (row.Groups[1].Value, int.Parse(row.Groups[2].Value, CultureInfo.InvariantCulture)));

    private static IEnumerable<string> TypesOfTheReference() => Word().Matches(Section("### Types of problems")).Select(word => word.Groups[1].Value);

    private static string Section(string heading) => Readme[Readme.IndexOf(heading, StringComparison.Ordinal)..].Split("\n#", 2)[0];

    [GeneratedRegex(@"^\| `([a-z_]+)` \| (\d{3}) \|", RegexOptions.Multiline)]
    private static partial Regex Row();

    [GeneratedRegex("`([a-z_]+)`")]
    private static partial Regex Word();
}
