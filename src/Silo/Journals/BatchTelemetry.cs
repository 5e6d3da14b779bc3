using System.Diagnostics;

namespace Periods.Silo.Journals;

/// <summary>
/// A batch on its way, for whoever watches. Its span stands for itself, because it belongs to many commands at once: it and the commands are linked both ways. A batch
/// none of whose commands is recorded has none.
/// </summary>
internal readonly struct BatchTelemetry
{
    private readonly IReadOnlyList<TracedAppend> _batch;
    private readonly Activity? _span;
    private readonly long _began;

    private BatchTelemetry(IReadOnlyList<TracedAppend> batch, Activity? span) => (_batch, _span, _began) = (batch, span, Stopwatch.GetTimestamp());

    public static BatchTelemetry Begin(IReadOnlyList<TracedAppend> batch)
    {
        List<ActivityLink>? commands = null;
        for (var i = 0; i < batch.Count; i++)
            if (batch[i].Command is { } command) (commands ??= []).Add(new(command.Context));
        if (commands is null) return new(batch, null);

        var span = SiloTelemetry.Source.StartActivity("commit", ActivityKind.Internal, default(ActivityContext), links: commands);
        span?.SetTag("periods.journal.batch.size", batch.Count);
        return new(batch, span);
    }

    /// <summary>Before any append is answered: then a command goes on, and its span ends.</summary>
    /// <param name="failure">Null when the batch is durable.</param>
    public void End(Exception? failure)
    {
        if (_batch.Count > 0) Measure(failure);
        if (_span is null) return;
        // One that was given up on meanwhile has gone on without knowing.
        foreach (var append in _batch)
            if (!append.Task.IsCompleted) append.Command?.AddLink(new(_span.Context));
        if (failure is not null) _span.SetStatus(ActivityStatusCode.Error, failure.Message);
        _span.Dispose();
    }

    private void Measure(Exception? failure)
    {
        var seconds = Stopwatch.GetElapsedTime(_began).TotalSeconds;
        SiloTelemetry.BatchSize.Record(_batch.Count);
        if (failure is null) SiloTelemetry.CommitDuration.Record(seconds);
        else SiloTelemetry.CommitDuration.Record(seconds, new KeyValuePair<string, object?>("error.type", failure.GetType().FullName));
    }
}
