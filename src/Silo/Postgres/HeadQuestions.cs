using Periods.Grains.Journal;

namespace Periods.Silo.Postgres;

/// <summary>
/// A round of questions about heads. Of a head known to be committed only its successor is asked for, by number; of any other the head as it is,
/// by key, which makes it known.
/// </summary>
internal sealed class HeadQuestions(List<HeadQuestion> questions, KnownHeads heads)
{
    /// <summary>Answers every question; the result says nothing. May be called again when it throws.</summary>
    public async Task<bool> Ask(JournalQueries queries)
    {
        var known = new HashSet<(long Entity, long Version)>();
        var unknown = new HashSet<EntityKey>();
        foreach (var question in questions)
        {
            question.Entity = heads.TryGet(question.Key, out var head) && head.Head == question.Head ? head.Entity : 0;
            if (question.Entity == 0) unknown.Add(question.Key);
            else known.Add((question.Entity, question.Head.Version));
        }
        if (known.Count > 0) await AskByNumber(queries, known);
        if (unknown.Count > 0) await AskByKey(queries, unknown);
        return true;
    }

    private async Task AskByNumber(JournalQueries queries, HashSet<(long Entity, long Version)> known)
    {
        var followed = await queries.Followed([.. known.Select(head => head.Entity)], [.. known.Select(head => head.Version)]);
        foreach (var question in questions)
            if (question.Entity != 0) question.Verdict = Answer(!followed.Contains((question.Entity, question.Head.Version)));
    }

    private async Task AskByKey(JournalQueries queries, HashSet<EntityKey> unknown)
    {
        EntityKey[] keys = [.. unknown];
        var age = heads.Age;
        var found = await queries.Heads(Array.ConvertAll(keys, key => key.ToString()));
        var now = new Dictionary<EntityKey, EntityHead>(keys.Length);
        for (var i = 0; i < keys.Length; i++)
        {
            now.Add(keys[i], found[i].Head);
            heads.Learn(keys[i], found[i], queries.FailuresBefore, age);
        }
        foreach (var question in questions)
            if (question.Entity == 0) question.Verdict = Answer(now[question.Key] == question.Head);
    }

    private static AppendResult Answer(bool isHead) => isHead ? AppendResult.Appended : AppendResult.Conflict;
}
