using System.Text.RegularExpressions;
using Periods.K8s.Tests.Rendering;

namespace Periods.K8s.Tests.Rules;

internal static partial class ImageRules
{
    public static readonly Rule[] All =
    [
        new("Images are pinned to an exact version, or to a digest", m =>
            from pods in m.Pods
            from container in pods.Containers
            let image = container.Text("image")!
            where !Pinned().IsMatch(Images.Parts(image).Version)
            select $"{pods.Name}: {image}"),

        new("Silos and migration run the same release", m => Release(m.Silos) == Release(m.Migration) ? [] : [$"{Release(m.Silos)} and {Release(m.Migration)}"]),
    ];

    private static string Release(Pods pods) => pods.Container.Text("image")!;

    /// <summary>Three numbers or two for what has no third, and what they were built as; or a digest.</summary>
    [GeneratedRegex(@"\A(:\d+\.\d+(\.\d+)?(-[a-z0-9.-]+)?(@sha256:[0-9a-f]{64})?|@sha256:[0-9a-f]{64})\z")]
    private static partial Regex Pinned();
}
