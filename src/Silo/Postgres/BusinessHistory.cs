namespace Periods.Silo.Postgres;

/// <summary>The statements that read the entities of a business side by side.</summary>
internal static class BusinessHistory
{
    private const string Slices = $"""
        SELECT s.n, v.* FROM unnest($1, $2, $3) WITH ORDINALITY AS s (key, after, up_to, n)
        JOIN periods.entity e ON e.key = s.key
        CROSS JOIN LATERAL (
          SELECT {EventRow.Columns} FROM periods.event x WHERE x.entity = e.id AND x.version > s.after AND x.version <= s.up_to
        """;

    /// <summary>Keys besides those of periods; where those of periods lie; times.</summary>
    public const string Progress = """
        SELECT e.key, ARRAY(SELECT periods.version_at(e.id, t.moment) FROM unnest($4) WITH ORDINALITY AS t (moment, n) ORDER BY t.n)
        FROM periods.entity e
        WHERE (e.key = ANY ($1) OR (e.key > $2 AND e.key < $3)) AND EXISTS (SELECT FROM periods.event v WHERE v.entity = e.id)
        """;

    /// <summary>Keys, versions to begin after, last versions, rows of each.</summary>
    public const string Forth = Slices + " ORDER BY x.version LIMIT $4) v ORDER BY s.n, v.version";

    /// <inheritdoc cref="Forth"/>
    public const string Back = Slices + " ORDER BY x.version DESC LIMIT $4) v ORDER BY s.n, v.version DESC";
}
