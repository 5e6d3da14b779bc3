using Periods.Grains.Tests.Entities;

namespace Periods.Grains.Tests;

/// <summary>
/// A table of text: commands down, states across; a cell names the events that are appended, or the refusal, or "nothing" for a command already
/// done, or "answer" for a read.
/// </summary>
public sealed class DecisionTable(string text)
{
    private readonly string[][] _rows = [.. text.Split('\n').Where(line => line.Contains('|')).Select(line => line.Split('|', StringSplitOptions.TrimEntries))];

    public IReadOnlyList<string> States => _rows[0][1..];

    public IReadOnlyList<string> Commands => [.. _rows[1..].Select(row => row[0])];

    public TheoryData<string, string, string> Cells()
    {
        var data = new TheoryData<string, string, string>();
        foreach (var row in _rows[1..])
            for (var i = 0; i < States.Count; i++) data.Add(States[i], row[0], row[i + 1]);
        return data;
    }

    /// <summary>Every state meets every command, once, and each meeting has an outcome.</summary>
    public void MustBeComplete(IEnumerable<string> states, IEnumerable<string> commands)
    {
        Assert.Equal(states.Order(), States.Order());
        Assert.Equal(commands.Order(), Commands.Order());
        Assert.All(_rows, row => Assert.Equal(States.Count + 1, row.Length));
        Assert.All(_rows[1..], row => Assert.DoesNotContain("", row));
        Assert.Equal(States.Count * Commands.Count, Cells().Count);
    }

    /// <summary>The cell that a command comes to.</summary>
    public static async Task<string> Outcome(TestJournal journal, Func<Task<(bool Answered, Refusal? Refusal)>> command, bool isRead = false)
    {
        var commits = journal.Commits.Count;
        var (answered, refusal) = await command();
        var written = journal.Commits.Skip(commits).SelectMany(parts => parts[0].Events).Select(e => e.Type).ToArray();
        Assert.NotEqual(answered, refusal is not null);
        if (refusal is not null) Assert.Empty(written);
        return refusal is not null ? refusal.Code.ToString() : written is [] ? isRead ? "answer" : "nothing" : string.Join('+', written.Select(t => t.Replace(".v1", "")));
    }

    public static async Task<(bool, Refusal?)> Of<T>(ValueTask<Outcome<T>> outcome)
        where T : class
    {
        var (value, refusal) = await outcome;
        return (value is not null, refusal);
    }
}
