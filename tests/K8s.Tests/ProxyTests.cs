using System.Globalization;
using System.Text.RegularExpressions;

namespace Periods.K8s.Tests;

/// <summary>What stands in front of the service, by the manifests and by docs/nginx: what the service refuses in the contract's shape gets to it.</summary>
public sealed partial class ProxyTests
{
    public static TheoryData<string> Overlays => OverlayTests.Overlays;

    [Theory]
    [MemberData(nameof(Overlays))]
    public void The_Ingress_takes_bodies_as_large_as_the_service_does(string overlay) => Assert.Equal(
        Gateway.Startup.Service.BodyBytesGuarded, Bytes((string)Overlay.Render(overlay).Find("Ingress", "periods")!["metadata"]!["annotations"]!["nginx.ingress.kubernetes.io/proxy-body-size"]!));

    [Fact]
    public void The_documented_nginx_takes_bodies_as_large_as_the_service_does() =>
        Assert.Equal(Gateway.Startup.Service.BodyBytesGuarded, Bytes(BodySize().Match(File.ReadAllText(Path.Combine(Overlay.Root, "docs/nginx/periods.conf"))).Groups[1].Value));

    /// <summary>Of a size such as <c>256k</c>.</summary>
    private static int Bytes(string size)
    {
        Assert.EndsWith("k", size, StringComparison.Ordinal);
        return 1024 * int.Parse(size[..^1], CultureInfo.InvariantCulture);
    }

    [GeneratedRegex("client_max_body_size ([^;]+);")]
    private static partial Regex BodySize();
}
