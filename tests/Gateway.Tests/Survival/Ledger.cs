using System.Collections.Concurrent;
using System.Net.Sockets;
using Periods.Gateway.Tests.Running;

namespace Periods.Gateway.Tests.Survival;

/// <summary>What the clients of a load were told: every command carries a mark of its own, by which it is found in the journal.</summary>
internal sealed class Ledger
{
    private readonly ConcurrentDictionary<string, string> _acknowledged = new();
    private readonly ConcurrentDictionary<string, string> _refused = new();
    private readonly ConcurrentDictionary<string, Func<Company, Task<Answer>>> _unknown = new();

    public int Acknowledged => _acknowledged.Count;

    public int Refused => _refused.Count;

    public int Unknown => _unknown.Count;

    /// <summary>Sends a command and notes what came of it. No answer: it may have happened, or not.</summary>
    public async Task<bool> Send(string mark, Company company, Func<Company, Task<Answer>> send)
    {
        Answer answer;
        try
        {
            answer = await send(company);
        }
        // A socket fault comes bare when the process dies between being connected to and being asked who it is.
        catch (Exception e) when (e is HttpRequestException or IOException or TaskCanceledException or SocketException)
        {
            _unknown[mark] = send;
            return false;
        }
        Note(mark, answer);
        return true;
    }

    /// <summary>Sends again what was never answered. Each carries its key, so that it happens once, whether it had happened or not.</summary>
    public async Task Retry(Company company)
    {
        foreach (var (mark, send) in _unknown.ToArray())
        {
            Note(mark, await send(company));
            _unknown.TryRemove(mark, out _);
        }
    }

    /// <summary>What was acknowledged is in the journal once, what was refused is not.</summary>
    public void AssertKept(IReadOnlyList<Fact> journal)
    {
        // A lifecycle command is noted by the business, too: its period speaks for both.
        var marks = journal.Where(f => f.Entity.Kind == 'p' && f.Event.CommandId is not null).GroupBy(f => f.Event.CommandId!).ToDictionary(g => g.Key, g => g.Count());
        Assert.All(_acknowledged, a => Assert.True(marks.GetValueOrDefault(a.Key) == 1, $"{a.Key} was acknowledged ({a.Value}) and is there {marks.GetValueOrDefault(a.Key)} times"));
        Assert.DoesNotContain(_refused.Keys, marks.ContainsKey);
        Assert.DoesNotContain(marks.Keys, mark => !_acknowledged.ContainsKey(mark) && !_unknown.ContainsKey(mark));
    }

    private void Note(string mark, Answer answer)
    {
        if (answer.Status is 200 or 201 or 204) _acknowledged[mark] = answer.Body;
        else if (answer.Status is 400 or 404 or 409 or 503) _refused[mark] = answer.Body;
        else Assert.Fail($"{mark}: {answer.Status} {answer.Body}");
    }
}
