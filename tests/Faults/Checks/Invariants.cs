using Periods.Faults.Load;
using Periods.Faults.Running;

namespace Periods.Faults.Checks;

/// <summary>I1 to I8: what must hold once everybody has been answered and everything is quiet.</summary>
internal static class Invariants
{
    public static async Task<Findings> Check(Cluster cluster, Workload workload)
    {
        var findings = new Findings();
        if (await Journals.Verify(cluster.Journal) is var said && said != Journals.Whole) findings.Add($"I3, I6: {said}");
        var facts = await Journals.Facts(cluster.Journal);
        Effects.Check(workload.Ledger, facts, findings);
        Closures.Check(facts, findings);
        await Gauges.Check(cluster, workload.Months, facts, findings);
        Histories.Check(workload.Ledger, findings);
        foreach (var surprise in workload.Ledger.Surprises) findings.Add($"I7: {surprise}");
        return findings;
    }
}
