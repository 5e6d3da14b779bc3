using System.Collections.Concurrent;
using System.Diagnostics;
using Periods.Grains.Journal;

namespace Periods.Silo.Tests.Journals;

/// <content>What is told of batches to whoever traces commands.</content>
public abstract partial class JournalConformance
{
    [Fact]
    public async Task A_batch_and_the_recorded_commands_in_it_are_linked_both_ways_before_any_is_answered()
    {
        using var tracing = new Tracing();
        EntityPen[] pens = [EntityPen.New(), EntityPen.New(), EntityPen.New()];
        List<(Activity Command, Task<IEnumerable<ActivityLink>> Answered)> commands = [];
        await using (await HoldCommits())
            foreach (var pen in pens) commands.Add(Traced(tracing, () => Journal.Append([pen.Part("1")])));

        foreach (var (command, answered) in commands)
        {
            var batch = Assert.Single(await answered).Context.SpanId;
            var span = await tracing.Ended(batch);
            Assert.Contains(command.SpanId, span.Links.Select(link => link.Context.SpanId));
            Assert.Equal(("commit", default, ActivityStatusCode.Unset), (span.OperationName, span.ParentSpanId, span.Status));
            Assert.NotEqual(command.TraceId, span.TraceId);
        }
    }

    [Fact]
    public async Task A_batch_without_a_recorded_command_has_no_span()
    {
        using var tracing = new Tracing();
        var pen = EntityPen.New();
        Assert.Equal(AppendResult.Appended, await Journal.Append([pen.Part("nobody records this")]));
        var (command, answered) = Traced(tracing, () => Journal.Append([pen.Part("this is recorded")]));

        var batch = await tracing.Ended(Assert.Single(await answered).Context.SpanId);

        Assert.Equal([command.SpanId], batch.Links.Select(link => link.Context.SpanId));
        Assert.Equal(1, batch.GetTagItem("periods.journal.batch.size"));
        Assert.DoesNotContain(tracing.AllEnded, span => !span.Links.Any());
    }

    /// <summary>Appends inside a span; what it is linked with once the append is answered.</summary>
    private static (Activity Command, Task<IEnumerable<ActivityLink>> Answered) Traced(Tracing tracing, Func<Task<AppendResult>> append)
    {
        using var command = tracing.Begin();
        var appended = append();
        return (command, Links());

        async Task<IEnumerable<ActivityLink>> Links()
        {
            Assert.Equal(AppendResult.Appended, await appended);
            return command.Links;
        }
    }

    /// <summary>Somebody who records every command, and keeps what silos tell.</summary>
    private sealed class Tracing : IDisposable
    {
        private readonly ActivitySource _commands = new("commands of a test");
        private readonly ActivityListener _listener;
        private readonly ConcurrentDictionary<ActivitySpanId, TaskCompletionSource<Activity>> _ended = new();

        public Tracing()
        {
            _listener = new ActivityListener
            {
                ShouldListenTo = source => source == _commands || source.Name == "Periods.Silo",
                Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
                ActivityStopped = span => Of(span.SpanId).TrySetResult(span),
            };
            ActivitySource.AddActivityListener(_listener);
        }

        public IEnumerable<Activity> AllEnded => _ended.Values.Where(span => span.Task.IsCompleted).Select(span => span.Task.Result).Where(span => span.Source.Name == "Periods.Silo");

        public Activity Begin()
        {
            Activity.Current = null;
            return _commands.StartActivity("command")!;
        }

        public Task<Activity> Ended(ActivitySpanId span) => Of(span).Task.WaitAsync(HangsAfter);

        public void Dispose()
        {
            _listener.Dispose();
            _commands.Dispose();
        }

        private TaskCompletionSource<Activity> Of(ActivitySpanId span) => _ended.GetOrAdd(span, static _ => new(TaskCreationOptions.RunContinuationsAsynchronously));
    }
}
