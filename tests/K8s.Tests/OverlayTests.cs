using Periods.K8s.Tests.Rules;

namespace Periods.K8s.Tests;

/// <summary>Every overlay, by every rule of our own.</summary>
public sealed class OverlayTests
{
    public static TheoryData<string> Overlays => [.. Overlay.Names];

    [Theory]
    [MemberData(nameof(Overlays))]
    public void Every_rule_holds(string overlay)
    {
        var manifests = Overlay.Render(overlay);
        Assert.Equal("", string.Join('\n', Rule.All.SelectMany(rule => rule.Broken(manifests).Select(broken => $"{rule.Name}: {broken}"))));
    }

    [Fact]
    public void There_are_the_overlays_that_operators_are_told_of() =>
        Assert.Equal(["local", "local+orleans", "local+otlp", "local+scraping", "production", "production+orleans", "production+otlp"], Overlay.Names);

    [Fact]
    public void The_Orleans_component_runs_an_image_of_its_own_and_tells_silos_where_they_are()
    {
        var silos = Overlay.Render("production+orleans").Silos;
        Assert.Equal("registry.example.com/periods:0.1.0-orleans", silos.Container.Text("image"));
        Assert.Equal(11111, silos.Port("silo"));
        Assert.Equal(30000, silos.Port("gateway"));
        Assert.Equal("status.podIP", silos.Container.Items("env").Single(e => e.Text("name") == "Orleans__AdvertisedAddress").Text("valueFrom/fieldRef/fieldPath"));
    }

    [Fact]
    public void The_migration_s_name_ends_with_the_release_so_that_each_release_has_one()
    {
        var migration = Overlay.Render("production").Migration;
        var image = migration.Container.Text("image")!;
        Assert.Equal($"Job periods-migration-{image[(image.LastIndexOf(':') + 1)..].Replace('.', '-')}", migration.Name);
    }
}
