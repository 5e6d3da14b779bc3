namespace Periods.Simulation.Tests.Model;

/// <summary>
/// A line of a script. Who is a role of the business, or "operator", "outsider" (owner of another business) or "nobody" (no token);
/// a period is named by its number among those that exist, a span by its number in <see cref="Spans"/>.
/// </summary>
public abstract record Step(string Who)
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

    public sealed record Restart() : Step("everybody");

    /// <summary>An earlier command with its key again; <paramref name="Changed"/>: with another body.</summary>
    public sealed record Again(int Back, bool Changed) : Step("the same");

    public sealed record CreateBusiness(string Who, bool Taken) : Step(Who);

    public sealed record AddUser(string Who, string Role, bool Taken) : Step(Who);

    public sealed record IssueToken(string Who, string For) : Step(Who);

    public sealed record Create(string Who, int Span) : Step(Who);

    public sealed record Close(string Who, int Span, string? Reason, bool Force) : Step(Who);

    public sealed record ZenskarClose(string Who, int Span, string? Name) : Step(Who);

    /// <summary>Would Zenskar's close be taken?</summary>
    public sealed record Validate(string Who, int Span) : Step(Who);

    public sealed record ZenskarGet(string Who, int Period) : Step(Who);

    public sealed record ZenskarList(string Who, int Limit) : Step(Who);

    /// <param name="Periods">By their numbers; one may be named twice.</param>
    public sealed record BulkLock(string Who, int[] Periods, string? Reason) : Step(Who);

    public sealed record SetPolicy(string Who, int Number) : Step(Who);

    public sealed record GetPolicy(string Who) : Step(Who);

    public sealed record Lock(string Who, int Period, string? Reason) : Step(Who);

    public sealed record Reopen(string Who, int Period, string Reason) : Step(Who);

    public sealed record Get(string Who, int Period) : Step(Who);

    public sealed record List(string Who, string? Status, string? Search, bool Descending, int Limit) : Step(Who);

    public sealed record SignOff(string Who, int Period, string Role, string? Notes) : Step(Who);

    public sealed record Revoke(string Who, int Period, string Role) : Step(Who);

    public sealed record SignOffs(string Who, int Period) : Step(Who);

    public sealed record Acknowledge(string Who, int Period, string StepId, string? Notes) : Step(Who);

    public sealed record Withdraw(string Who, int Period, string StepId) : Step(Who);

    public sealed record Acknowledgements(string Who, int Period) : Step(Who);

    /// <param name="Count">Transactions; negative to take the report back.</param>
    /// <param name="Unreviewed">Likewise; null to leave it as it is, as the others.</param>
    public sealed record Report(string Who, int Period, int? Count, int? Unreviewed, int? Uncategorized, int? Completed, int? High) : Step(Who);

    public sealed record Readiness(string Who, int Period) : Step(Who);

    /// <summary>Of the score, its last day.</summary>
    public sealed record History(string Who, int Period) : Step(Who);

    /// <param name="Id">The number of an id; 0 for none.</param>
    /// <param name="Cents">Of the credit; the debit has 100.</param>
    public sealed record Post(string Who, int Day, int Id, int Cents) : Step(Who);

    public sealed record CheckDays(string Who, int One, int Other) : Step(Who);

    /// <param name="From">Null for no bound; likewise <paramref name="To"/>.</param>
    public sealed record Entries(string Who, int? From, int? To, int Limit) : Step(Who);

    public sealed record Score(string Who, int Period, bool Stream) : Step(Who);
}

/// <summary>What users do, in order.</summary>
public sealed record Script(IReadOnlyList<Step> Steps)
{
    public override string ToString() => string.Concat(Steps.Select(step => $"\n  {step}"));
}
