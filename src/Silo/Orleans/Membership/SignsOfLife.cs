namespace Periods.Silo.Orleans.Membership;

/// <summary>
/// Who of the table's active silos gives no sign of life any more: whose sign was the same in so many looks in a row. No clock is compared with another, and what
/// kept everybody from giving signs, a database that was away, was no look either.
/// </summary>
internal sealed class SignsOfLife
{
    private Dictionary<SiloAddress, (DateTime Sign, int Missed)> _seen = [];

    /// <summary>One look; <see cref="OrleansLimits.IAmAliveEvery"/> lies between two.</summary>
    public IReadOnlyList<SiloAddress> Missing(IEnumerable<MembershipEntry> silos)
    {
        _seen = silos.Where(silo => silo.Status == SiloStatus.Active).ToDictionary(
            silo => silo.SiloAddress,
            silo => (silo.IAmAliveTime, _seen.TryGetValue(silo.SiloAddress, out var last) && last.Sign == silo.IAmAliveTime ? last.Missed + 1 : 0));
        return [.. _seen.Where(silo => silo.Value.Missed >= OrleansLimits.SignsMissed).Select(silo => silo.Key)];
    }

    /// <summary>What was seen says nothing about what comes.</summary>
    public void Forget() => _seen = [];
}
