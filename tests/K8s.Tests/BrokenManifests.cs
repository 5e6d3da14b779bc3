using System.Text.Json.Nodes;

namespace Periods.K8s.Tests;

/// <summary>Mistakes that people make in manifests, and the rule that finds each.</summary>
internal sealed record BrokenManifests(string Rule, string What, Action<Manifests> Break)
{
    public static readonly BrokenManifests[] All =
    [
        new("Probes ask ports that the container has", "a port that was renamed", m => Silo(m)["livenessProbe"]!["httpGet"]!["port"] = "mgmt"),
        new("Startup, readiness and liveness of a silo ask three different questions", "liveness that asks storage", m => Silo(m)["livenessProbe"]!["httpGet"]!["path"] = "/health/ready"),
        new("Startup, readiness and liveness of a silo ask three different questions", "no startup probe", m => Silo(m).Remove("startupProbe")),
        new("Health is asked on the management port", "health on the API's port", m => Silo(m)["readinessProbe"]!["httpGet"]!["port"] = "http"),

        new("A workload selects the pods it makes", "another label", m => m.Silos.Owner["spec"]!["selector"]!["matchLabels"]!["app.kubernetes.io/name"] = "period"),
        new("Every Service selects one workload, and leads to a port of it", "a Service that includes the migration", m => m.Find("Service", "periods")!["spec"]!["selector"]!.AsObject().Remove("app.kubernetes.io/component")),
        new("Every Service selects one workload, and leads to a port of it", "a port that nobody has", m => m.Find("Service", "periods")!["spec"]!["ports"]![0]!["targetPort"] = 80),
        new("Every Ingress leads to a port of a Service", "a Service by another name", m => Backend(m)["service"]!["name"] = "gateway"),
        new("Every Ingress leads to a port of a Service", "a port by another name", m => Backend(m)["service"]!["port"]!["name"] = "web"),
        new("The disruption budget, the autoscaler and the spread are about silos", "a budget for nobody", m => One(m, "PodDisruptionBudget")["spec"]!["selector"]!["matchLabels"]!["app.kubernetes.io/component"] = "gateway"),
        new("The disruption budget, the autoscaler and the spread are about silos", "an autoscaler of something else", m => m.Autoscaler!["spec"]!["scaleTargetRef"]!["name"] = "silos"),
        new("The disruption budget, the autoscaler and the spread are about silos", "nothing spread", m => m.Silos.Spec.Remove("topologySpreadConstraints")),
        new("What is referred to by name is there, but for Secrets", "a ConfigMap by its name without the hash", m => Silo(m)["envFrom"]![0]!["configMapRef"]!["name"] = "periods-settings"),
        new("Secrets are referred to, never written down", "a Secret with the manifests", m => m.Find("ConfigMap", m.Silos.Container.Items("envFrom").First().Text("configMapRef/name")!)!["kind"] = "Secret"),

        new("Images are pinned to an exact version, or to a digest", "latest", m => Silo(m)["image"] = "registry.example.com/periods:latest"),
        new("Images are pinned to an exact version, or to a digest", "no tag, behind a registry's port", m => Silo(m)["image"] = "registry.example.com:5000/periods"),
        new("Images are pinned to an exact version, or to a digest", "a tag that moves", m => Silo(m)["image"] = "registry.example.com/periods:1"),
        new("Silos and migration run the same release", "a migration that was forgotten", m => m.Migration.Container["image"] = "registry.example.com/periods:0.0.9"),

        new("The grace period is longer than preStop and the service's own way out together", "the default of Kubernetes, and a long preStop", m => Sleep(m, 26)),
        new("The grace period is longer than preStop and the service's own way out together", "a short grace", m => m.Silos.Spec["terminationGracePeriodSeconds"] = 11),
        new("A silo serves on until proxies know that it leaves", "no preStop", m => Silo(m).Remove("lifecycle")),

        new("In the midst of a rollout at its largest, silos need no more connections than the database gives", "three silos more", m => m.Autoscaler!["spec"]!["maxReplicas"] = 9),
        new("In the midst of a rollout at its largest, silos need no more connections than the database gives", "a larger surge", m => m.Silos.Owner["spec"]!["strategy"]!["rollingUpdate"]!["maxSurge"] = 3),
        new("In the midst of a rollout at its largest, silos need no more connections than the database gives", "the pool of Npgsql", m => Journal(m, "Host=db")),
        new("In the midst of a rollout at its largest, silos need no more connections than the database gives", "silos that leave faster than others have left", m => m.Silos.Owner["spec"]!["minReadySeconds"] = 1),

        new("No pod is given a token for the API server", "the default", m => m.Silos.Spec.Remove("automountServiceAccountToken")),
        new("No service account gives tokens by default", "the default", m => One(m, "ServiceAccount").Remove("automountServiceAccountToken")),
        new("Pods run as a user who is not root, under the runtime's seccomp profile", "root", m => m.Silos.Spec["securityContext"]!["runAsUser"] = 0),
        new("Pods run as a user who is not root, under the runtime's seccomp profile", "no profile", m => m.Migration.Spec["securityContext"]!.AsObject().Remove("seccompProfile")),
        new("Containers have a read-only root, no capability and no way to more rights", "a root that is written to", m => Silo(m)["securityContext"]!["readOnlyRootFilesystem"] = false),
        new("Containers have a read-only root, no capability and no way to more rights", "a capability", m => Silo(m)["securityContext"]!["capabilities"]!["add"] = new JsonArray("NET_ADMIN")),
        new("Containers have a read-only root, no capability and no way to more rights", "more rights", m => m.Migration.Container["securityContext"]!.AsObject().Remove("allowPrivilegeEscalation")),
        new("Nothing of the node is mounted or shared", "a folder of the node", m => m.Silos.Spec["volumes"]!.AsArray().Add(new JsonObject { ["name"] = "node", ["hostPath"] = new JsonObject { ["path"] = "/" } })),
        new("Nothing of the node is mounted or shared", "the node's network", m => m.Silos.Spec["hostNetwork"] = true),
        new("The namespace refuses pods that are not restricted", "baseline", m => One(m, "Namespace")["metadata"]!["labels"]!["pod-security.kubernetes.io/enforce"] = "baseline"),

        new("Every container asks for processor and memory, and ends at a limit of memory", "no limit of memory", m => Silo(m)["resources"]!.AsObject().Remove("limits")),
        new("Every container asks for processor and memory, and ends at a limit of memory", "no request", m => m.Migration.Container["resources"]!.AsObject().Remove("requests")),
        new("No container has a CPU limit", "a CPU limit", m => Silo(m)["resources"]!["limits"]!["cpu"] = "2"),

        new("There are three silos or more", "an autoscaler that goes down to two", m => m.Autoscaler!["spec"]!["minReplicas"] = 2),
        new("Where there is an autoscaler, nobody else says how many silos there are", "replicas that each apply sets back", m => m.Silos.Owner["spec"]!["replicas"] = 3),
        new("A rollout never takes a silo away before another serves, and can go on", "a silo that goes first", m => m.Silos.Owner["spec"]!["strategy"]!["rollingUpdate"]!["maxUnavailable"] = 1),
        new("A rollout never takes a silo away before another serves, and can go on", "no room for another", m => m.Silos.Owner["spec"]!["strategy"]!["rollingUpdate"]!["maxSurge"] = 0),
        new("A new silo has served for a while before the next one leaves", "no while", m => m.Silos.Owner["spec"]!.AsObject().Remove("minReadySeconds")),
        new("The disruption budget lets a node be drained, and keeps two silos", "nobody may go", m => One(m, "PodDisruptionBudget")["spec"] = new JsonObject { ["minAvailable"] = 3 }),
        new("The disruption budget lets a node be drained, and keeps two silos", "two may go", m => One(m, "PodDisruptionBudget")["spec"]!["maxUnavailable"] = 2),
        new("Scaling in is calm: after ten minutes, one silo at a time, no faster than a silo leaves", "the default", m => m.Autoscaler!["spec"]!.AsObject().Remove("behavior")),
        new("Scaling in is calm: after ten minutes, one silo at a time, no faster than a silo leaves", "half of them at once", m => m.Autoscaler!["spec"]!["behavior"]!["scaleDown"]!["policies"]![0]!["type"] = "Percent"),

        new("Whatever no policy allows is denied, to and from every pod", "a deny of what comes in only", m => m.Find("NetworkPolicy", "default-deny")!["spec"] = JsonNode.Parse("""{"podSelector":{"matchLabels":{"app.kubernetes.io/component":"silo"}},"policyTypes":["Ingress"]}""")),
        new("What is denied by default is nobody's in particular", "a deny of silos only", m => m.Find("NetworkPolicy", "default-deny")!["spec"]!["podSelector"]!["matchLabels"] = new JsonObject { ["app.kubernetes.io/component"] = "silo" }),
        new("Every opening names who is at the other end, and at which ports", "an API open to everybody", m => m.Find("NetworkPolicy", "api")!["spec"]!["ingress"]![0]!.AsObject().Remove("from")),
        new("Every opening names who is at the other end, and at which ports", "every port of the database", m => m.Find("NetworkPolicy", "database")!["spec"]!["egress"]![0]!.AsObject().Remove("ports")),
        new("Ports that are opened are ports of the pods", "a port that nobody has", m => m.Find("NetworkPolicy", "scraping")!["spec"]!["ingress"]![0]!["ports"]![0]!["port"] = 9090),
        new("Silos and migration get to the database, and to names", "no way to the database", m => m.Find("NetworkPolicy", "database")!["spec"]!["egress"] = new JsonArray()),
        new("The API is reached from the Ingress controller", "the management port instead", m => m.Find("NetworkPolicy", "api")!["spec"]!["ingress"]![0]!["ports"]![0]!["port"] = "management"),

        new("Every setting is one that the service knows", "a word misspelt", m => Settings(m)["ConnectionString__Journal"] = "Host=db"),
        new("A silo is told where its journal is, who its operator is, and the password of its role", "no operator's token", m => Silo(m)["env"]!.AsArray().RemoveAt(1)),
        new("Passwords and tokens come from Secrets", "a password in the manifest", m => Silo(m)["env"]![0] = new JsonObject { ["name"] = "PGPASSWORD", ["value"] = "periods" }),
        new("No setting holds a password", "a password in the connection string", m => Journal(m, "Host=db;Password=periods;Maximum Pool Size=8")),
        new("The service listens where the container's ports are", "health on the API's address", m => Settings(m)["Management__Url"] = "http://+:8080"),
        new("The service listens where the container's ports are", "loopback's own port", m => Settings(m)["ASPNETCORE_URLS"] = "http://+:80"),

        new("The migration migrates, and ends", "a Job that serves", m => m.Migration.Container.Remove("args")),
        new("The migration is told where the journal is, and the password of its role", "no password", m => m.Migration.Container.Remove("env")),
        new("The migration never gets the operator's token", "the silos' own environment", m => m.Migration.Container["env"] = Silo(m)["env"]!.DeepClone()),
    ];

    private static JsonObject Silo(Manifests m) => m.Silos.Container;

    private static JsonObject One(Manifests m, string kind) => m.Of(kind).Single();

    private static JsonNode Backend(Manifests m) => m.Find("Ingress", "periods")!["spec"]!["rules"]![0]!["http"]!["paths"]![0]!["backend"]!;

    private static JsonObject Settings(Manifests m) => m.Find("ConfigMap", Silo(m).Items("envFrom").First().Text("configMapRef/name")!)!["data"]!.AsObject();

    private static void Sleep(Manifests m, int seconds) => Silo(m)["lifecycle"]!["preStop"]!["sleep"]!["seconds"] = seconds;

    private static void Journal(Manifests m, string connectionString) => Settings(m)["ConnectionStrings__Journal"] = connectionString;
}
