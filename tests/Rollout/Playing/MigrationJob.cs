using Periods.Gateway.Tests.Running;
using Periods.Rollout.Releases;

namespace Periods.Rollout.Playing;

/// <summary>The Job that brings the schema up to date, under its own role.</summary>
internal static class MigrationJob
{
    public static async Task Run(Release release, ContainerEnvironment environment)
    {
        var (exit, _, errors) = await Shell.Run("dotnet", [release.Program, "migrate"], [.. environment.OfMigration().Select(v => (v.Key, v.Value))]);
        Assert.True(exit == 0, errors);
    }
}
