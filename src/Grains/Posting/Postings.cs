namespace Periods.Grains.Posting;

/// <summary>What a business remembers of its entries: no rule needs more, and there is no end to them.</summary>
/// <param name="Earliest">The earliest posting date.</param>
public sealed record Postings(long Count, DateOnly Earliest)
{
    public static Postings After(Postings? before, DateOnly date) => before is null ? new(1, date) : new(before.Count + 1, date < before.Earliest ? date : before.Earliest);
}
