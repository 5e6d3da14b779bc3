namespace Periods.K8s.Tests.Rules;

/// <summary>The restricted profile of Kubernetes, and a little more.</summary>
internal static class PodSecurityRules
{
    private static readonly string[] Shared = ["hostNetwork", "hostPID", "hostIPC", "shareProcessNamespace"];

    public static readonly Rule[] All =
    [
        new("No pod is given a token for the API server", m =>
            from pods in m.Pods
            where pods.Spec.Flag("automountServiceAccountToken") != false || pods.Spec.Items("volumes").Any(v => v["projected"] is not null)
            select pods.Name),

        new("No service account gives tokens by default", m => m.Of("ServiceAccount").Where(a => a.Flag("automountServiceAccountToken") != false).Select(Rendering.Resources.NameOf)),

        new("Pods run as a user who is not root, under the runtime's seccomp profile", m =>
            from pods in m.Pods
            where pods.Spec.Flag("securityContext/runAsNonRoot") != true || pods.Spec.Number("securityContext/runAsUser") is null or 0
                || pods.Spec.Text("securityContext/seccompProfile/type") != "RuntimeDefault"
            select pods.Name),

        new("Containers have a read-only root, no capability and no way to more rights", m =>
            from pods in m.Pods
            from container in pods.Containers
            let context = container["securityContext"]
            where context.Flag("readOnlyRootFilesystem") != true || context.Flag("allowPrivilegeEscalation") != false || context.Flag("privileged") == true
                || context.At("capabilities/drop")?.ToJsonString() != """["ALL"]""" || context.At("capabilities/add") is not null
            select pods.Name),

        new("Nothing of the node is mounted or shared", m =>
            from pods in m.Pods
            where pods.Spec.Items("volumes").Any(v => v["hostPath"] is not null) || Shared.Any(name => pods.Spec.Flag(name) == true)
                || pods.Containers.Any(c => c.Items("ports").Any(p => p["hostPort"] is not null))
            select pods.Name),

        new("The namespace refuses pods that are not restricted", m =>
            from space in m.Of("Namespace")
            where (string?)space.At("metadata/labels")?["pod-security.kubernetes.io/enforce"] != "restricted"
            select Rendering.Resources.NameOf(space)),
    ];
}
