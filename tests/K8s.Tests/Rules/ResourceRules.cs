using System.Text.Json.Nodes;

namespace Periods.K8s.Tests.Rules;

internal static class ResourceRules
{
    private static readonly string[] Needed = ["requests/cpu", "requests/memory", "limits/memory"];

    public static readonly Rule[] All =
    [
        new("Every container asks for processor and memory, and ends at a limit of memory", m =>
            from pods in m.Pods
            from container in pods.Containers
            where Needed.Any(path => container.Text($"resources/{path}") is null)
            select pods.Name),

        new("No container has a CPU limit", m => from pods in m.Pods from container in pods.Containers where container.At("resources/limits/cpu") is JsonNode select pods.Name),
    ];
}
