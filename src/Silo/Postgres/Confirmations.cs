using System.Diagnostics;
using Microsoft.Extensions.Logging;
using Periods.Grains.Journal;
using Periods.Silo.Journals;

namespace Periods.Silo.Postgres;

/// <summary>
/// Asks whether heads still are heads: all who come while one question is under way share the next. It is put after they came, so the answer
/// is about a moment after their call, and includes every append that was acknowledged before it. On a connection of its own, because
/// an answer that costs a look at an index must not queue behind commits.
/// </summary>
/// <param name="failed">Called after a question failed.</param>
internal sealed class Confirmations(PostgresServer server, KnownHeads heads, Action failed, ILogger log) : IAsyncDisposable
{
    // Half for the question under way when somebody comes, half for the next.
    private static readonly TimeSpan QuestionMax = Limits.JournalReadMax / 2;

    private readonly JournalReaders _reader = new(server, 1, QuestionMax, TimeProvider.System, failed, log);
    private readonly Lock _gate = new();
    private readonly Queue<HeadQuestion> _waiting = new();
    private bool _isAsking;

    public Task<AppendResult> Confirm(EntityKey key, EntityHead head)
    {
        var question = new HeadQuestion(key, head, Stopwatch.GetTimestamp());
        lock (_gate)
        {
            if (_waiting.Count >= Limits.JournalQueueLength) return Task.FromResult(AppendResult.Overloaded);
            _waiting.Enqueue(question);
            if (!_isAsking)
            {
                _isAsking = true;
                // The caller holds a lock: not a step of the way is taken here. Nor is its trace taken along: the questions after the first are others'.
                ThreadPool.UnsafeQueueUserWorkItem(static all => _ = all.Ask(), this, preferLocal: false);
            }
        }
        return question.Task;
    }

    public ValueTask DisposeAsync() => _reader.DisposeAsync();

    private async Task Ask()
    {
        while (Take() is { } questions) await Ask(questions);
    }

    private List<HeadQuestion>? Take()
    {
        lock (_gate)
        {
            var questions = new List<HeadQuestion>(Math.Min(_waiting.Count, PostgresSettings.ConfirmBatchMax));
            while (questions.Count < PostgresSettings.ConfirmBatchMax && _waiting.TryDequeue(out var question))
                if (Stopwatch.GetElapsedTime(question.Since) <= QuestionMax) questions.Add(question);
                else question.TryAnswer(AppendResult.Failed);
            if (questions.Count > 0) return questions;
            _isAsking = false;
            return null;
        }
    }

    private async Task Ask(List<HeadQuestion> questions)
    {
        try
        {
            var round = new HeadQuestions(questions, heads);
            await _reader.Use(round.Ask);
            Awaited.Answer(questions, static question => question.Verdict);
        }
        catch (JournalUnavailableException)
        {
            Awaited.Answer(questions, static _ => AppendResult.Failed);
        }
    }
}
