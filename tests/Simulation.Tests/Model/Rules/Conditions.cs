using Periods.Simulation.Tests.Model.Steps;

namespace Periods.Simulation.Tests.Model.Rules;

/// <summary>Entity tags: one for each state of a period and each representation, and none for two (ADR 13).</summary>
internal sealed class Conditions
{
    private const string Foreign = "\"0-0000000000000000\"";

    private readonly Dictionary<(Guid Period, int Changes, bool Enveloped), string> _seen = [];

    /// <summary>Whether the step may carry one: commands on one period, and reads of what has a tag.</summary>
    public static bool Takes(Step step) => step
        is Step.Close or Step.ZenskarClose or Step.Lock or Step.Reopen or Step.SignOff or Step.Revoke or Step.Acknowledge or Step.Withdraw or Step.Report || IsRead(step);

    public static bool IsRead(Step step) => step is Step.Get or Step.ZenskarGet or Step.Score { Stream: false };

    /// <summary>Takes note of the tag that an answer carries, none when it is about no period; what it should be, when it is not that.</summary>
    public string? Note(Period? period, bool enveloped, string? tag) => Note(period is null ? null : (period.Id, period.Changes, enveloped), tag);

    /// <summary>The same of an answer given again, in an envelope or not: it is about the state that the first one was about, whose tag is <paramref name="first"/>.</summary>
    public string? NoteAgain(string? first, bool enveloped, string? tag) =>
        Note(first is null ? null : _seen.Single(seen => seen.Value == first).Key with { Enveloped = enveloped }, tag);

    /// <summary>The tag of the period as it is; null when nobody has seen it.</summary>
    public string? Current(Period period, bool enveloped) => _seen.GetValueOrDefault((period.Id, period.Changes, enveloped));

    /// <summary>What the step sends.</summary>
    public string Header(Step step, Period? period)
    {
        var current = (period is null ? null : Current(period, step.Enveloped != (step.If == Seen.OtherForm))) ?? Foreign;
        return step.If switch
        {
            Seen.Any => "*",
            Seen.Weak => $"W/{current}",
            Seen.Among => $"{Foreign}, {Earlier(period)}, {current}",
            Seen.Earlier => Earlier(period),
            _ => current,
        };
    }

    /// <summary>412 of a command, 304 of a read; null when it goes on. A command that would create the period finds none as it expects it.</summary>
    public static Expected? Judge(Step step, Period? period)
    {
        if (step.If is not { } seen) return null;
        if (IsRead(step)) return seen is Seen.Current or Seen.Among or Seen.Any or Seen.Weak ? new(304, Tagged: period) : null;
        return period is not null && seen is Seen.Current or Seen.Among or Seen.Any or Seen.OtherForm ? null : new(412, "period_changed");
    }

    private string? Note((Guid Period, int Changes, bool Enveloped)? about, string? tag)
    {
        if (about is not { } state) return tag is null ? null : "no entity tag";
        if (tag is null) return "an entity tag";
        if (_seen.TryGetValue(state, out var known)) return tag == known ? null : $"the tag {known}: nothing has happened since";
        if (_seen.ContainsValue(tag)) return "a tag that nothing had before";
        _seen[state] = tag;
        return null;
    }

    private string Earlier(Period? period) =>
        _seen.Where(seen => seen.Key.Period == period?.Id && seen.Key.Changes < period.Changes).OrderByDescending(seen => seen.Key.Changes).Select(seen => seen.Value).FirstOrDefault(Foreign);
}
