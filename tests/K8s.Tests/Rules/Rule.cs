namespace Periods.K8s.Tests.Rules;

/// <summary>What must hold of an overlay and no API server sees.</summary>
/// <param name="Name">As a sentence.</param>
/// <param name="Broken">What breaks it; nothing when it holds.</param>
internal sealed record Rule(string Name, Func<Manifests, IEnumerable<string>> Broken)
{
    public static readonly Rule[] All =
    [
        .. ProbeRules.All, .. SelectorRules.All, .. ImageRules.All, .. DepartureRules.All, .. ConnectionRules.All, .. PodSecurityRules.All, .. ResourceRules.All,
        .. AvailabilityRules.All, .. NetworkRules.All, .. SettingRules.All, .. MigrationRules.All,
    ];

    public override string ToString() => Name;
}
