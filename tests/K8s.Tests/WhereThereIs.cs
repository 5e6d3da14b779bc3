namespace Periods.K8s.Tests;

/// <summary>What may be on a machine and cannot be had everywhere. A test that needs it is counted as skipped without it, and ./test.sh says so in its last lines.</summary>
internal static class WhereThereIs
{
    /// <summary>A kubectl, which has kustomize in it.</summary>
    public static string? NoKubectl { get; } = Environment.GetEnvironmentVariable("PATH")!.Split(':').Any(folder => File.Exists(Path.Combine(folder, "kubectl"))) ? null : "kubectl is not there";

    /// <summary>PERIODS_K8S_VALIDATOR: a folder with validate.mjs and the archive of the API server's OpenAPI documents it takes.</summary>
    public static string? Validator { get; } = Environment.GetEnvironmentVariable("PERIODS_K8S_VALIDATOR") is { Length: > 0 } folder ? folder : null;
}

/// <inheritdoc cref="WhereThereIs"/>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class KubectlTheoryAttribute : TheoryAttribute
{
    public KubectlTheoryAttribute() => Skip = WhereThereIs.NoKubectl;
}

/// <inheritdoc cref="WhereThereIs"/>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class ValidatorFactAttribute : FactAttribute
{
    public ValidatorFactAttribute() => Skip = WhereThereIs.Validator is null ? "PERIODS_K8S_VALIDATOR is not set" : null;
}
