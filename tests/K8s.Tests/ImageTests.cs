using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace Periods.K8s.Tests;

/// <summary>The image is described three times: for Docker, for <c>dotnet publish</c>, and by the manifests that run it. They say the same.</summary>
public sealed class ImageTests
{
    private static readonly string[] Dockerfile = File.ReadAllLines(Path.Combine(Overlay.Root, "Dockerfile"));
    private static readonly XDocument Project = XDocument.Load(Path.Combine(Overlay.Root, "src/Gateway/Gateway.csproj"));
    private static readonly XDocument Props = XDocument.Load(Path.Combine(Overlay.Root, "Directory.Build.props"));
    private static readonly Pods Silos = Overlay.Render("production").Silos;

    [Fact]
    public void Both_ways_of_building_start_from_one_base_image_which_has_time_zones_and_no_shell()
    {
        var last = Dockerfile.Last(line => line.StartsWith("FROM ", StringComparison.Ordinal))["FROM ".Length..];
        Assert.Equal(last, Property(Project, "ContainerBaseImage"));
        Assert.EndsWith("-chiseled-extra", last, StringComparison.Ordinal);
    }

    [Fact]
    public void Base_images_are_pinned_to_an_exact_version() =>
        Assert.All(Dockerfile.Where(line => line.StartsWith("FROM ", StringComparison.Ordinal)), line => Assert.Matches(@":\d+\.\d+\.\d+-[a-z-]+( AS build)?$", line));

    [Fact]
    public void The_image_s_user_is_the_one_the_manifests_run_it_as()
    {
        Assert.Equal(Silos.Spec.Text("securityContext/runAsUser"), Of("USER"));
        Assert.Equal(Of("USER"), Property(Project, "ContainerUser"));
    }

    [Fact]
    public void The_image_s_ports_are_the_container_s()
    {
        var ports = Silos.Container.Items("ports").Select(port => port.Text("containerPort"));
        Assert.Equal(ports, Of("EXPOSE").Split(' '));
        Assert.Equal(ports, Project.Descendants("ContainerPort").Single().Attribute("Include")!.Value.Split(';'));
    }

    [Fact]
    public void Production_runs_the_release_that_is_built_here() => Assert.EndsWith($":{Property(Props, "Version")}", Silos.Container.Text("image"), StringComparison.Ordinal);

    [Fact]
    public void What_the_Dockerfile_copies_is_not_ignored()
    {
        var ignored = File.ReadAllLines(Path.Combine(Overlay.Root, ".dockerignore"));
        var copied = Dockerfile.Where(line => Regex.IsMatch(line, "^COPY (?!--from)")).SelectMany(line => line.Split(' ')[1..^1]);
        Assert.All(copied, path =>
        {
            Assert.Contains($"!{path}", ignored);
            Assert.True(Path.Exists(Path.Combine(Overlay.Root, path)), path);
        });
    }

    private static string Of(string instruction) => Dockerfile.Single(line => line.StartsWith($"{instruction} ", StringComparison.Ordinal))[(instruction.Length + 1)..];

    private static string Property(XDocument project, string name) => project.Descendants(name).Single().Value;
}
