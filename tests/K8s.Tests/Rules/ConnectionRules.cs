using System.Data.Common;
using System.Globalization;

namespace Periods.K8s.Tests.Rules;

internal static class ConnectionRules
{
    public static readonly Rule[] All =
    [
        new("In the midst of a rollout at its largest, silos need no more connections than the database gives", m =>
            Needed(m, Most(m)) <= Given(m) ? [] : [$"{Needed(m, Most(m))} of {Given(m)}"]),
    ];

    /// <summary>Beside the pool: for score hints, or for Orleans' own tables.</summary>
    private const int BesidePool = 2;

    private const int OfMigration = 1;

    /// <summary>The pool of a connection string that does not say.</summary>
    private const int NpgsqlsOwn = 100;

    /// <summary>
    /// For so many replicas, the surge, and those that leave meanwhile, each with its pool and those beside it; and the migration. A new silo is begun when the one before has
    /// been ready for long enough, whether or not the one that it replaced has left.
    /// </summary>
    public static int Needed(Manifests m, int replicas) => ((Pool(m) + BesidePool) * (replicas + Surge(m) + Leaving(m))) + OfMigration;

    public static int Surge(Manifests m) => m.Silos.Owner.Number("spec/strategy/rollingUpdate/maxSurge") ?? 0;

    private static int Most(Manifests m) => m.Autoscaler.Number("spec/maxReplicas") ?? m.Silos.Owner.Number("spec/replicas") ?? 1;

    private static int Leaving(Manifests m) =>
        (int)Math.Ceiling((DepartureRules.PreStop(m) + DepartureRules.WayOut) / (double)Math.Max(1, m.Silos.Owner.Number("spec/minReadySeconds") ?? 0));

    private static int Given(Manifests m) => m.Silos.Owner.At("metadata/annotations").Number("postgres-connections") ?? 0;

    private static int Pool(Manifests m)
    {
        var journal = new DbConnectionStringBuilder { ConnectionString = m.EnvironmentOf(m.Silos.Container).GetValueOrDefault("ConnectionStrings__Journal") ?? "" };
        return journal.TryGetValue("Maximum Pool Size", out var pool) ? int.Parse((string)pool, CultureInfo.InvariantCulture) : NpgsqlsOwn;
    }
}
