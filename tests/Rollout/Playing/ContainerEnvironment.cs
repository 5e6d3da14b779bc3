using Npgsql;
using Periods.Gateway.Tests.Running;
using Periods.K8s.Tests;

namespace Periods.Rollout.Playing;

/// <summary>What containers are started with: what the manifests say, but for where things are on this machine.</summary>
internal sealed class ContainerEnvironment(Manifests manifests, string journal)
{
    /// <summary>As roles.sql names it.</summary>
    public const string ServiceRole = "periods_service";

    public Dictionary<string, string> OfSilo(int port, int managementPort)
    {
        var environment = Of(manifests.Silos);
        environment["ASPNETCORE_URLS"] = $"http://127.0.0.1:{port}";
        environment["Management__Url"] = $"http://127.0.0.1:{managementPort}";
        environment["Access__OperatorToken"] = TestService.OperatorToken;
        return environment;
    }

    public Dictionary<string, string> OfMigration() => Of(manifests.Migration);

    // Roles, pool and whatever else a connection string says stay; the test's server trusts whoever comes from this machine.
    private Dictionary<string, string> Of(Pods pods)
    {
        var environment = manifests.EnvironmentOf(pods.Container).Where(v => v.Value is not null).ToDictionary(v => v.Key, v => v.Value!);
        var here = new NpgsqlConnectionStringBuilder(journal);
        environment["ConnectionStrings__Journal"] = new NpgsqlConnectionStringBuilder(environment["ConnectionStrings__Journal"])
        {
            Host = here.Host,
            Port = here.Port,
            Database = here.Database,
            SslMode = SslMode.Disable,
            RootCertificate = null,
        }.ConnectionString;
        return environment;
    }
}
