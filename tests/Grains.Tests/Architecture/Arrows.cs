using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace Periods.Grains.Tests.Architecture;

/// <summary>Who may know whom. Read from the sources, so that a wrong arrow is named by file.</summary>
public sealed partial class Arrows
{
    private static readonly string Source = Path.GetFullPath(Path.Combine(Here(), "../../../src"));

    [Theory]
    [InlineData("Grains.Abstractions", "")]
    [InlineData("Grains", "Grains.Abstractions")]
    [InlineData("Silo", "Grains")]
    [InlineData("Gateway", "Grains.Abstractions, Silo")]
    public void A_project_references_only_the_ones_below_it(string project, string allowed)
    {
        var references = XDocument.Load(Path.Combine(Source, project, $"{project}.csproj")).Descendants("ProjectReference")
            .Select(r => Path.GetFileNameWithoutExtension(r.Attribute("Include")!.Value));

        Assert.Equal(allowed, string.Join(", ", references));
    }

    [Fact]
    public void The_gateway_knows_silo_and_grains_in_its_start_up_only() =>
        Assert.Empty(Naming(@"Periods\.(Silo|Grains)\b", Files("Gateway").Where(file => !file.Contains("/Startup/", StringComparison.Ordinal) && !file.EndsWith("/Program.cs", StringComparison.Ordinal))));

    [Fact]
    public void Rules_folds_and_the_score_know_neither_journal_nor_host() =>
        Assert.Empty(Naming(@"Journal(?!Entry)|IClock|TimeProvider|Task\b", Files("Grains").Where(file => file.EndsWith("Rules.cs", StringComparison.Ordinal) || file.EndsWith("Fold.cs", StringComparison.Ordinal))));

    [Fact]
    public void Nothing_below_the_gateway_knows_HTTP() => Assert.Empty(Naming(@"AspNetCore", Files("Grains.Abstractions").Concat(Files("Grains")).Concat(Files("Silo"))));

    [Fact]
    public void No_file_has_more_than_three_hundred_lines() =>
        Assert.DoesNotContain(new[] { "Grains.Abstractions", "Grains", "Silo", "Gateway" }.SelectMany(Files), file => File.ReadLines(file).Count() > 300);

    private static IEnumerable<string> Naming(string pattern, IEnumerable<string> files) => files
        .Where(file => Regex.IsMatch(Comments().Replace(File.ReadAllText(file), ""), pattern))
        .Select(file => Path.GetRelativePath(Source, file));

    private static IEnumerable<string> Files(string project) => Directory
        .EnumerateFiles(Path.Combine(Source, project), "*.cs", SearchOption.AllDirectories)
        .Where(file => !file.Contains("/obj/", StringComparison.Ordinal) && !file.Contains("/bin/", StringComparison.Ordinal));

    private static string Here([CallerFilePath] string file = "") => Path.GetDirectoryName(file)!;

    [GeneratedRegex("^ *//.*$", RegexOptions.Multiline)]
    private static partial Regex Comments();
}
