using Periods.K8s.Tests.Rules;

namespace Periods.K8s.Tests;

/// <summary>Each rule, and what it is there to find.</summary>
public sealed class RuleTests
{
    private static readonly Manifests Production = Overlay.Render("production");

    public static IEnumerable<object[]> Breaks => BrokenManifests.All.Select(b => new object[] { b.Rule, b.What });

    [Theory]
    [MemberData(nameof(Breaks))]
    public void A_rule_finds_what_breaks_it(string rule, string what)
    {
        var manifests = Production.Copy();
        BrokenManifests.All.Single(b => b.Rule == rule && b.What == what).Break(manifests);
        Assert.NotEmpty(Rule.All.Single(r => r.Name == rule).Broken(manifests));
    }

    [Fact]
    public void Every_rule_is_seen_broken() => Assert.Empty(Rule.All.Select(r => r.Name).Except(BrokenManifests.All.Select(b => b.Rule)));
}
