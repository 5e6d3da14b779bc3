using Periods.Faults.Load;

namespace Periods.Faults.Checks;

/// <summary>I1 and I2: each acknowledged command is in the journal exactly once, whole; nothing refused is; what is unknown is there whole, or not at all.</summary>
internal static class Effects
{
    public static void Check(Ledger ledger, List<Fact> facts, Findings findings)
    {
        var byKey = facts.Where(f => f.Event.CommandId is not null).ToLookup(f => f.Event.CommandId!);
        foreach (var command in ledger.Commands) Check(command, [.. byKey[command.Key]], findings);
    }

    private static void Check(Entry command, List<Fact> effects, Findings findings)
    {
        if (effects.Count == 0)
        {
            if (command.Fate == Fate.Acknowledged) findings.Lose($"{command}");
            return;
        }
        if (command.Fate == Fate.Refused) findings.Add($"I2: refused, and in the journal: {command}");

        var inPeriod = effects.Where(f => f.Entity.Kind == 'p').ToList();
        var elsewhere = effects.Count - inPeriod.Count;
        if (inPeriod.Count > 1 || elsewhere > 1) findings.Double($"{command} is {string.Join(", ", effects.Select(f => $"{f.Entity} {f.Event.Version}"))}");
        else if (inPeriod.Count == 0 || elsewhere != (command.Request.IsLifecycle ? 1 : 0)) findings.Add($"I1: only half of {command} is in the journal");
        else if (inPeriod[0].Type != command.Request.EventType || inPeriod[0].Event.Actor != command.Request.Person.Id) findings.Add($"I1: {command} became {inPeriod[0]}");
    }
}
