namespace Periods.Simulation.Tests.Model.Steps;

/// <summary>
/// A line of a script. Who is a role of the business, "newcomer" (whoever was added last), "operator", "outsider" (owner of another business) or "nobody" (no token);
/// a period is named by its number among those that exist, a span by its number in <see cref="Spans"/>.
/// </summary>
public abstract partial record Step(string Who)
{
    /// <summary>First and last day: months, a quarter, one across two months, one that ends before it starts, one in the future.</summary>
    public static readonly (DateOnly Start, DateOnly End)[] Spans =
    [
        (new(2026, 1, 1), new(2026, 1, 31)),
        (new(2026, 2, 1), new(2026, 2, 28)),
        (new(2026, 3, 1), new(2026, 3, 31)),
        (new(2025, 10, 1), new(2025, 12, 31)),
        (new(2026, 1, 15), new(2026, 2, 15)),
        (new(2026, 2, 10), new(2026, 2, 1)),
        (new(2099, 12, 1), new(2099, 12, 31)),
    ];

    /// <summary>Dates of entries: at the edges of the spans, between them, and outside all of them.</summary>
    public static readonly DateOnly[] Days =
    [
        new(2026, 1, 1), new(2026, 1, 31), new(2026, 2, 1), new(2026, 2, 15), new(2026, 2, 28), new(2026, 3, 15), new(2025, 11, 7), new(2025, 9, 30), new(2099, 12, 15),
    ];

    /// <summary>The number of an Idempotency-Key; null for none.</summary>
    public int? Key { get; init; }

    /// <summary>What the client says it knows of the period: If-Match of a command, If-None-Match of a read.</summary>
    public Seen? If { get; init; }

    /// <summary>Whether the answer is wanted in an envelope.</summary>
    public bool Enveloped { get; init; }

    public sealed record Restart() : Step("everybody");

    /// <summary>An earlier command with its key again; <paramref name="Changed"/>: with another body.</summary>
    public sealed record Again(int Back, bool Changed) : Step("the same");
}

/// <summary>An entity tag that a client may send.</summary>
public enum Seen
{
    Current,

    /// <summary>A list of tags, the current one among them.</summary>
    Among,

    /// <summary>Any that is there: <c>*</c>.</summary>
    Any,

    /// <summary>The current one, as a weak tag.</summary>
    Weak,

    /// <summary>The current one of the other representation: enveloped for bare, bare for enveloped.</summary>
    OtherForm,

    /// <summary>One that the period had, or, where nobody has seen such a one, one that nobody was ever given.</summary>
    Earlier,
}

/// <summary>What users do, in order.</summary>
public sealed record Script(IReadOnlyList<Step> Steps)
{
    public override string ToString() => string.Concat(Steps.Select(step => $"\n  {step}"));
}
