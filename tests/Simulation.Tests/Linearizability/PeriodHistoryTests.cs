using Periods.Closing;
using static Periods.Simulation.Tests.Linearizability.PeriodOperation;

namespace Periods.Simulation.Tests.Linearizability;

public sealed class PeriodHistoryTests
{
    private static readonly PeriodReply Done = new();
    private static readonly PeriodReply Open = new(Status: PeriodStatus.Open);
    private static readonly PeriodReply Closed = new(Status: PeriodStatus.Closed);

    private readonly History<PeriodOperation, PeriodReply> _history = new();

    [Fact]
    public void What_happens_one_after_the_other_is_in_order()
    {
        Ask(new Create(), Open);
        Ask(new PeriodOperation.SignOff("ann", ReviewRole.Preparer), new(Score: 14.3m));
        Ask(new Close(), Closed);
        Ask(new Acknowledge(0), new("period_closed"));
        Ask(new Reopen(), Open);
        Ask(new Acknowledge(0), Done);
        Ask(new GetScore(), new(Score: 28.6m));
        Assert.True(IsLinearizable());
    }

    [Fact]
    public void Two_at_once_may_have_happened_in_either_order()
    {
        Ask(new Create(), Open);
        var close = Begin(new Close());
        var report = Begin(new Report(new Feed(Transactions: 4, Unreviewed: 1)));
        _history.Answer(close, Closed);
        _history.Answer(report, Done);
        Assert.True(IsLinearizable());
    }

    [Fact]
    public void A_stale_read_is_found()
    {
        Ask(new Create(), Open);
        Ask(new PeriodOperation.SignOff("ann", ReviewRole.Preparer), Done);
        Ask(new GetScore(), new(Score: 0m));
        Assert.False(IsLinearizable());
    }

    [Fact]
    public void A_lost_update_is_found()
    {
        Ask(new Create(), Open);
        var one = Begin(new Acknowledge(0));
        var two = Begin(new Acknowledge(1));
        _history.Answer(one, Done);
        _history.Answer(two, Done);
        Ask(new GetScore(), new(Score: 14.3m));
        Assert.False(IsLinearizable());
    }

    [Fact]
    public void Open_after_an_acknowledged_close_is_found()
    {
        Ask(new Create(), Open);
        Ask(new Close(), Closed);
        Ask(new GetStatus(), Open);
        Assert.False(IsLinearizable());
    }

    [Fact]
    public void A_change_accepted_after_an_acknowledged_close_is_found()
    {
        Ask(new Create(), Open);
        Ask(new Close(), Closed);
        Ask(new Acknowledge(0), Done);
        Assert.False(IsLinearizable());
    }

    [Fact]
    public void An_entry_taken_after_an_acknowledged_close_is_found()
    {
        Ask(new Create(), Open);
        Ask(new Post(HasId: true), Done);
        Ask(new Close(), Closed);
        Ask(new Post(HasId: false), new("period_closed"));
        Assert.True(IsLinearizable());
        Ask(new Post(HasId: false), Done);
        Assert.False(IsLinearizable());
    }

    [Fact]
    public void Two_winners_of_one_close_are_found()
    {
        Ask(new Create(), Open);
        var one = Begin(new Close());
        var two = Begin(new Close());
        _history.Answer(one, Closed);
        _history.Answer(two, Closed);
        Assert.False(IsLinearizable());
    }

    [Fact]
    public void The_effect_of_a_refused_command_is_found()
    {
        Ask(new Create(), Open);
        Ask(new Reopen(), new("period_already_open"));
        Ask(new PeriodOperation.Lock(), new("period_not_closed"));
        Ask(new GetStatus(), new(Status: PeriodStatus.Locked));
        Assert.False(IsLinearizable());
    }

    [Fact]
    public void An_order_that_contradicts_real_time_is_found()
    {
        // Only create, close, reopen explains the last read, and the reopen was answered before the close began.
        Ask(new Create(), Open);
        Ask(new Reopen(), Open);
        Ask(new Close(), Closed);
        Ask(new GetStatus(), Open);
        Assert.False(IsLinearizable());
    }

    [Fact]
    public void What_was_not_answered_may_have_happened()
    {
        Ask(new Create(), Open);
        Begin(new Close());
        Ask(new GetStatus(), Closed);
        Assert.True(IsLinearizable());
    }

    [Fact]
    public void What_was_not_answered_may_happen_much_later_or_never()
    {
        Ask(new Create(), Open);
        Begin(new Close());
        Begin(new PeriodOperation.Lock());
        Ask(new GetStatus(), Open);
        Ask(new PeriodOperation.SignOff("ann", ReviewRole.Reviewer), Done);
        Ask(new GetStatus(), Closed);
        Ask(new Reopen(), Open);
        Ask(new GetStatus(), Open);
        Assert.True(IsLinearizable());
    }

    [Fact]
    public void What_was_not_answered_happens_once_at_most()
    {
        Ask(new Create(), Open);
        Begin(new Close());
        Ask(new GetStatus(), Closed);
        Ask(new Reopen(), Open);
        Ask(new GetStatus(), Closed);
        Assert.False(IsLinearizable());
    }

    [Fact]
    public void What_was_not_answered_does_not_happen_before_it_was_asked()
    {
        Ask(new Create(), Open);
        Ask(new GetStatus(), Closed);
        Begin(new Close());
        Assert.False(IsLinearizable());
    }

    [Fact]
    public void Why_a_history_has_no_order_is_told()
    {
        Ask(new Create(), Open);
        Ask(new GetStatus(), Closed);
        var reason = Checker.Check(new PeriodSpecification(), _history.Occurrences).Reason;
        Assert.Contains("After 1 of 2 operations", reason, StringComparison.Ordinal);
        Assert.Contains("GetStatus", reason, StringComparison.Ordinal);
    }

    private int Begin(PeriodOperation operation) => _history.Invoke("client", operation);

    private void Ask(PeriodOperation operation, PeriodReply reply) => _history.Answer(Begin(operation), reply);

    private bool IsLinearizable() => Checker.Check(new PeriodSpecification(), _history.Occurrences).IsLinearizable;
}
