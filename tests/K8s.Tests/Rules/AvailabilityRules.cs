using Periods.K8s.Tests.Rendering;

namespace Periods.K8s.Tests.Rules;

internal static class AvailabilityRules
{
    public const int SilosMin = 3;

    public static readonly Rule[] All =
    [
        new("There are three silos or more", m => LeastOf(m) >= SilosMin ? [] : [$"{LeastOf(m)}"]),

        new("Where there is an autoscaler, nobody else says how many silos there are", m => m.Autoscaler is not null && m.Silos.Owner.At("spec/replicas") is not null ? ["replicas are set"] : []),

        new("A rollout never takes a silo away before another serves, and can go on", m =>
            m.Silos.Owner.Number("spec/strategy/rollingUpdate/maxUnavailable") == 0 && ConnectionRules.Surge(m) > 0 ? [] : [$"{m.Silos.Owner.At("spec/strategy")?.ToJsonString()}"]),

        new("A new silo has served for a while before the next one leaves", m => m.Silos.Owner.Number("spec/minReadySeconds") > 0 ? [] : ["minReadySeconds"]),

        new("The disruption budget lets a node be drained, and keeps two silos", m =>
            from budget in m.Of("PodDisruptionBudget")
            let away = budget.Number("spec/maxUnavailable") ?? LeastOf(m) - budget.Number("spec/minAvailable") ?? 0
            where away < 1 || LeastOf(m) - away < 2
            select Resources.NameOf(budget)),

        new("Scaling in is calm: after ten minutes, one silo at a time, no faster than a silo leaves", m =>
            from autoscaler in m.Of("HorizontalPodAutoscaler")
            let down = autoscaler.At("spec/behavior/scaleDown")
            where (down.Number("stabilizationWindowSeconds") ?? 0) < 600
                || !down.Items("policies").Any()
                || down.Items("policies").Any(p => p.Text("type") != "Pods" || p.Number("value") != 1 || p.Number("periodSeconds") < DepartureRules.Grace(m))
            select Resources.NameOf(autoscaler)),
    ];

    public static int LeastOf(Manifests m) => m.Autoscaler.Number("spec/minReplicas") ?? m.Silos.Owner.Number("spec/replicas") ?? 1;
}
