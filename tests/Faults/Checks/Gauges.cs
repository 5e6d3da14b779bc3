using Periods.Closing;
using Periods.Faults.Load;
using Periods.Faults.Running;
using Periods.Gateway.Tests.Running;
using Periods.Grains.Closing;
using Periods.Grains.Scoring;
using Periods.Scoring;

namespace Periods.Faults.Checks;

/// <summary>I5: the gauge and the status that every silo answers are the fold of the journal.</summary>
internal static class Gauges
{
    private static readonly PeriodModel Model = new(new NoNotices());

    public static async Task Check(Cluster cluster, IReadOnlyList<Month> months, List<Fact> facts, Findings findings)
    {
        var byEntity = facts.ToLookup(f => f.Entity);
        foreach (var month in months.Where(m => m.Period is not null))
        {
            var key = EntityKey.ForPeriod(month.Company.Id, month.Period!.Value);
            var state = byEntity[key].Aggregate(PeriodState.Initial(key), (folded, fact) => Model.Fold(folded, fact.Event));
            foreach (var silo in cluster.Silos.Where(s => s.IsRunning)) await Compare(silo, month, state, findings);
        }
    }

    private static async Task Compare(SiloProcess silo, Month month, PeriodState state, Findings findings)
    {
        var viewer = silo.Door.As(month.Company, month.Company.Viewer);
        var score = await viewer.CloseScore(state.PeriodId);
        var gauge = state.Gauge;
        var expected = $"{gauge.Score} version {gauge.Version} of {gauge.InputsVersion}";
        var told = score.Status == 200 ? $"{score.Number("score")} version {score.Number("version")} of {score.Number("inputs_version")}" : $"{score.Status}";
        if (told != expected) findings.Add($"I5: {silo.Name} says {told}, the journal {expected}, of {state.PeriodId}");

        var period = await viewer.Get($"{PeriodCalls.Periods}/{state.PeriodId}");
        if (period.Status != 200 || Status(period) != state.Status) findings.Add($"I5: {silo.Name} says {period.Status} {period.Body}, the journal {state.Status}");
    }

    public static PeriodStatus Status(Answer period) => Enum.Parse<PeriodStatus>(period.Text("status"), ignoreCase: true);

    private sealed class NoNotices : INotices
    {
        public void Publish(ScoreNotice notice)
        {
        }
    }
}
