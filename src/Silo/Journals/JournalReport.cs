namespace Periods.Silo.Journals;

/// <summary>What the verifier found.</summary>
/// <param name="Events">Events read, the bad one included.</param>
/// <param name="Entities">Entities with at least one event, as far as was read.</param>
/// <param name="FirstBad">Null when all is well.</param>
public sealed record JournalReport(long Events, long Entities, BadRow? FirstBad);

/// <summary>A row that is not what was written. What a missing row no longer tells is null.</summary>
public sealed record BadRow(string? Entity, long? Version, long? Position, string Wrong);
