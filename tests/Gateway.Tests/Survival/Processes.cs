namespace Periods.Gateway.Tests.Survival;

/// <summary>Tests that start processes of the service run one after another: they measure what happens to it, not how busy the machine is.</summary>
[CollectionDefinition("Processes")]
public sealed class ProcessesCollection;
