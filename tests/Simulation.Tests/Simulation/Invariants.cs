using System.Text;
using Periods.Closing;
using Periods.Grains.Businesses;
using Periods.Grains.Closing;
using Periods.Grains.Journal;
using Periods.Grains.Scoring;
using Periods.Scoring;
using Periods.Simulation.Tests.Linearizability;

namespace Periods.Simulation.Tests.Simulation;

/// <summary>What must hold when all is quiet (the numbers are those of the fault list), read from the journal and from what clients were told.</summary>
internal sealed class Invariants(Store store, Cluster cluster, Record record, IEnumerable<(Slot Slot, Watcher Watcher)> watchers) : INotices
{
    private readonly List<ScoreView> _folded = [];

    public void Check()
    {
        foreach (var key in store.Keys) Chain(key);
        foreach (var (request, reply) in record.Commands) Effects(request, reply);
        foreach (var reused in record.ReusedKeys)
            if (Traces(reused.Tag) > 0) throw new Violation($"I2: {reused.Tag}, refused for its key, is in the journal");
        foreach (var slot in cluster.Slots)
        {
            if (slot.Id is { } id) Period(slot, EntityKey.ForPeriod(cluster.Business, id));
            var verdict = Checker.Check(new PeriodSpecification(), slot.History.Occurrences);
            if (!verdict.IsLinearizable) throw new Violation($"I8: {verdict.Judgement}: {verdict.Reason}");
        }
    }

    public void Publish(ScoreNotice notice) => _folded.Add(notice.Score);

    /// <summary>I3 and I6.</summary>
    private void Chain(EntityKey key)
    {
        var head = EntityHead.None;
        foreach (var happened in store.Read(key, 0))
        {
            if (happened.Version != head.Version + 1) throw new Violation($"I3: {key} has version {happened.Version} after {head.Version}");
            if (!EventChain.Follows(key, head, happened)) throw new Violation($"I6: {key} version {happened.Version} does not follow the one before it");
            head = new EntityHead(happened.Version, happened.Hash);
        }
    }

    /// <summary>I1 and I2. Reporting what is known already is accepted and writes nothing; without an answer it happened once or not at all.</summary>
    private void Effects(Request request, PeriodReply? reply)
    {
        var traces = Traces(request.Tag);
        var most = reply is { Code: not null } ? 0 : 1;
        var least = reply is { Code: null } && request.Operation is not PeriodOperation.Report ? 1 : 0;
        if (traces < least || traces > most)
            throw new Violation($"{(traces < least ? "I1" : "I2")}: {request.Operation} {request.Tag} told {reply?.ToString() ?? "nothing"} is in the journal {traces} times");
    }

    private int Traces(string tag) => store.Commits.Count(parts => parts.Any(part => part.Events.Any(e =>
        e.CommandId == tag || Encoding.UTF8.GetString(e.Data).Contains($"\"{tag}\"", StringComparison.Ordinal))));

    private void Period(Slot slot, EntityKey key)
    {
        var model = new PeriodModel(this);
        _folded.Clear();
        var state = PeriodState.Initial(key);
        foreach (var happened in store.Read(key, 0))
        {
            Admissible(state.Status, happened, key);
            var before = state;
            state = model.Fold(state, happened);
            model.Announce(before, state);
        }

        var businesses = new BusinessModel();
        var business = store.Read(EntityKey.ForBusiness(cluster.Business), 0)
            .Aggregate(BusinessState.Initial(EntityKey.ForBusiness(cluster.Business)), businesses.Fold);
        var inCalendar = business.Find(key.Period)?.Status;
        if (inCalendar != state.Status) throw new Violation($"{key} is {state.Status}, and {inCalendar?.ToString() ?? "missing"} in the calendar");
        foreach (var (_, watcher) in watchers.Where(w => w.Slot == slot)) Gauge(watcher.Seen);
    }

    /// <summary>I4.</summary>
    private static void Admissible(PeriodStatus? status, JournalEvent happened, EntityKey key)
    {
        var allowed = status switch
        {
            PeriodStatus.Closed => happened.Type is "locked.v1" or "reopened.v1" or "signed-off.v1" or "sign-off-revoked.v1",
            PeriodStatus.Locked => happened.Type is "reopened.v1",
            _ => true,
        };
        if (!allowed) throw new Violation($"I4: {key} was {status} when {happened.Type} happened, version {happened.Version}");
    }

    /// <summary>I5: each version a watcher was shown is that of the fold, none missing or doubled, the last one included.</summary>
    private void Gauge(List<ScoreView> seen)
    {
        for (var i = 0; i < seen.Count; i++)
        {
            if (i > 0 && seen[i].Version != seen[i - 1].Version + 1) throw new Violation($"I5: a watcher saw version {seen[i].Version} after {seen[i - 1].Version}");
            var folded = _folded.SingleOrDefault(f => f.Version == seen[i].Version) ?? throw new Violation($"I5: a watcher saw version {seen[i].Version}, which never was");
            if (folded.Score != seen[i].Score || folded.InputsVersion != seen[i].InputsVersion)
                throw new Violation($"I5: a watcher saw {seen[i].Score} as version {seen[i].Version}, which is {folded.Score}");
        }
        if (seen.Count > 0 && seen[^1].Version != _folded[^1].Version) throw new Violation($"I5: a watcher stayed at version {seen[^1].Version} of {_folded[^1].Version}");
    }
}
