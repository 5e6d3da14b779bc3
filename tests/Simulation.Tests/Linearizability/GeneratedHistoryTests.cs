using System.Diagnostics;
using Periods.Closing;
using Xunit.Abstractions;

namespace Periods.Simulation.Tests.Linearizability;

/// <summary>Histories of a made-up service that does answer in one order, and the same with one answer changed.</summary>
public sealed class GeneratedHistoryTests(ITestOutputHelper output)
{
    private const int Clients = 16;

    /// <summary>A million take half a minute on one core.</summary>
    private const long StepsMax = 200_000;

    [Theory]
    [InlineData(500, 0)]
    [InlineData(5_000, 0)]
    [InlineData(2_000, 10)]
    public void Thousands_of_operations_by_sixteen_clients_are_judged_in_few_steps(int count, int unanswered)
    {
        var history = Generate(new Random(count + unanswered), count, unanswered);
        var clock = Stopwatch.StartNew();
        var verdict = Checker.Check(new PeriodSpecification(), history);
        output.WriteLine($"{history.Count} operations, {unanswered} unanswered: {verdict.Steps} steps, {clock.ElapsedMilliseconds} ms");
        Assert.True(verdict.IsLinearizable, verdict.Reason);
        Assert.InRange(verdict.Steps, 1, StepsMax);
    }

    [Fact]
    public void One_changed_answer_among_thousands_is_found()
    {
        for (var seed = 0; seed < 3; seed++)
        {
            var history = Generate(new Random(seed), 2_000, 0);
            var read = history.FindIndex(1_000, o => o is { Operation: PeriodOperation.GetScore, Reply.Code: null });
            // No score has two decimals, so no order explains it.
            history[read] = history[read] with { Reply = new PeriodReply(Score: 50.01m) };
            var clock = Stopwatch.StartNew();
            var verdict = Checker.Check(new PeriodSpecification(), history);
            output.WriteLine($"{verdict.Steps} steps, {clock.ElapsedMilliseconds} ms");
            Assert.Equal(Judgement.NotLinearizable, verdict.Judgement);
        }
    }

    /// <summary>Each operation happens at a moment between its invocation and its answer.</summary>
    private static List<Occurrence<PeriodOperation, PeriodReply>> Generate(Random random, int count, int unanswered)
    {
        var specification = new PeriodSpecification();
        var state = specification.Initial;
        var history = new List<Occurrence<PeriodOperation, PeriodReply>>();
        var order = 0L;
        var busy = new (int Index, PeriodReply? Reply)?[Clients];
        while (history.Count < count || busy.Any(b => b is not null))
        {
            var client = random.Next(Clients);
            if (busy[client] is not { } at)
            {
                if (history.Count == count) continue;
                var operation = history.Count == 0 ? new PeriodOperation.Create() : Any(random);
                history.Add(new($"client {client}", operation, order++, null, null));
                busy[client] = (history.Count - 1, null);
            }
            else if (at.Reply is null)
            {
                var reply = Reply(specification, ref state, history[at.Index].Operation);
                busy[client] = unanswered > 0 && random.Next(count / unanswered) == 0 ? null : (at.Index, reply);
            }
            else
            {
                history[at.Index] = history[at.Index] with { Answered = order++, Reply = at.Reply };
                busy[client] = null;
            }
        }
        return history;
    }

    private static PeriodReply Reply(PeriodSpecification specification, ref PeriodImage state, PeriodOperation operation)
    {
        string?[] codes = [null, "period_not_found", "period_overlaps", "period_closed", "period_locked", "period_already_closed", "period_not_closed", "period_already_locked",
            "period_already_open", "sign_off_not_found", "checklist_step_not_found", "inputs_inconsistent"];
        foreach (var code in codes)
        {
            if (!specification.Allows(state, operation, new PeriodReply(code), out var next)) continue;
            state = next;
            return code is null ? new PeriodReply(null, state.Status, state.Score) : new PeriodReply(code);
        }
        throw new InvalidOperationException($"{operation} has no answer in {state}");
    }

    private static PeriodOperation Any(Random random) => random.Next(12) switch
    {
        0 => new PeriodOperation.Close(),
        1 => new PeriodOperation.Reopen(),
        2 => new PeriodOperation.Lock(),
        3 or 4 => new PeriodOperation.SignOff($"u{random.Next(8)}", (ReviewRole)random.Next(4)),
        5 => new PeriodOperation.Revoke($"u{random.Next(8)}", (ReviewRole)random.Next(4)),
        6 => new PeriodOperation.Acknowledge(random.Next(5)),
        7 => new PeriodOperation.Withdraw(random.Next(5)),
        8 => new PeriodOperation.Report(new Feed(Transactions: 10, Unreviewed: random.Next(11))),
        9 => new PeriodOperation.GetStatus(),
        _ => new PeriodOperation.GetScore(),
    };
}
