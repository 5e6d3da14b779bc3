using System.Diagnostics;
using System.Diagnostics.Metrics;
using System.Text.Json;

namespace Periods.Grains.Entities;

/// <summary>
/// What is told of commands and entities to whoever traces or counts them, and costs nothing when nobody does. Labels of metrics are words of ours, never a business's
/// or a user's id: how many series there can be is known.
/// </summary>
internal static class EntityTelemetry
{
    private const string Name = "Periods.Grains";

    private static readonly ActivitySource Source = new(Name);
    private static readonly Meter Meter = new(Name);
    private static readonly Counter<long> Commands = Meter.CreateCounter<long>("periods.commands", "{command}", "Commands answered, by kind and outcome.");
    private static readonly Counter<long> Activations = Meter.CreateCounter<long>(
        "periods.entity.activations", "{activation}", "Entities loaded from the journal.");
    private static readonly Counter<long> ReadChecks = Meter.CreateCounter<long>(
        "periods.read.checks", "{check}", "Heads the journal was asked about before anything was told that rests on them.");

    private static readonly Counter<long> Conflicts = Meter.CreateCounter<long>(
        "periods.conflicts", "{conflict}", "Times another silo was faster, and it was decided or read again.");

    private static readonly string[] Outcomes = Array.ConvertAll(Enum.GetNames<RefusalCode>(), JsonNamingPolicy.SnakeCaseLower.ConvertName);
    private static readonly KeyValuePair<string, object?> OfCommand = new("periods.operation", "command");
    private static readonly KeyValuePair<string, object?> OfRead = new("periods.operation", "read");

    // That there were none yet is told, too: an alert on the rate needs where it begins.
    static EntityTelemetry()
    {
        Conflicts.Add(0, OfCommand);
        Conflicts.Add(0, OfRead);
    }

    /// <summary>The span of a command; null when the request it came with is not recorded.</summary>
    public static Activity? Start(string kind)
    {
        if (!Source.HasListeners()) return null;
        if (Activity.Current is { } here) return here.Recorded ? Source.StartActivity(kind) : null;
        return RemoteSpan.Current is var there && there != default ? Source.StartActivity(kind, ActivityKind.Internal, there) : null;
    }

    public static void Answered(Activity? span, string kind, EntityKey key, RefusalCode? refusal)
    {
        if (span is null && !Commands.Enabled) return;
        var outcome = refusal is { } code ? Outcomes[(int)code] : "accepted";
        Commands.Add(1, new("periods.command.kind", kind), new("periods.command.outcome", outcome));
        if (span is null) return;
        span.SetTag("periods.command.outcome", outcome);
        span.SetTag("periods.business.id", key.Business.ToString());
        if (key.Kind == 'p') span.SetTag("periods.period.id", key.Period.ToString());
        if (refusal is RefusalCode.Overloaded or RefusalCode.StorageUnavailable or RefusalCode.Contended) span.SetStatus(ActivityStatusCode.Error, outcome);
    }

    public static void Activated(EntityKey key) => Activations.Add(1, new KeyValuePair<string, object?>("periods.entity.kind", KindOf(key)));

    public static void Checked() => ReadChecks.Add(1);

    public static void CommandConflicted() => Conflicts.Add(1, OfCommand);

    public static void ReadConflicted() => Conflicts.Add(1, OfRead);

    private static string KindOf(EntityKey key) => key.Kind switch { 'b' => "business", 'u' => "users", 'p' => "period", 'e' => "entry", 'a' => "refusals", _ => "other" };
}

/// <summary>What a kind of command is called in traces and metrics: <c>SignOff</c> is <c>sign-off</c>. Dashboards rely on the names; a test holds them.</summary>
internal static class CommandKind<TCommand>
{
    public static readonly string Name = JsonNamingPolicy.KebabCaseLower.ConvertName(typeof(TCommand).Name);
}
