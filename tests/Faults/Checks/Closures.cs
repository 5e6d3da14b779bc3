namespace Periods.Faults.Checks;

/// <summary>I3 and I4, by the events alone: versions are dense; a closed period takes reviews, a lock and a reopen, a locked one a reopen and nothing else.</summary>
internal static class Closures
{
    private static readonly string[] Closed = ["signed-off.v1", "sign-off-revoked.v1", "locked.v1", "reopened.v1"];

    private static readonly string[] Locked = ["reopened.v1"];

    public static void Check(List<Fact> facts, Findings findings)
    {
        foreach (var entity in facts.GroupBy(f => f.Entity))
        {
            var version = 0L;
            string[]? allowed = null;
            foreach (var fact in entity)
            {
                if (fact.Event.Version != ++version) findings.Add($"I3: {fact.Entity} has version {fact.Event.Version} where {version} belongs");
                if (fact.Entity.Kind != 'p') continue;
                if (allowed is not null && !allowed.Contains(fact.Type)) findings.Add($"I4: {fact.Entity} {fact.Event.Version}, {fact.Type}, changed a period that was closed");
                allowed = fact.Type switch { "closed.v1" => Closed, "locked.v1" => Locked, "reopened.v1" => null, _ => allowed };
            }
        }
    }
}
