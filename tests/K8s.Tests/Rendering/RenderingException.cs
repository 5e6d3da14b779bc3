namespace Periods.K8s.Tests.Rendering;

/// <summary>What the manifests ask for is wrong, or more than this renderer knows.</summary>
internal sealed class RenderingException(string message) : Exception(message);
