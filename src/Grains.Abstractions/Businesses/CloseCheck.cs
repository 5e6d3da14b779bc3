namespace Periods.Businesses;

/// <summary>One of the things a close is checked for.</summary>
/// <param name="Refusal">What a close is refused for when the check fails and blocks.</param>
/// <param name="IsBlocking">Whether it keeps the period from closing; otherwise it only tells.</param>
/// <param name="Outstanding">What is missing, by name, where it has names.</param>
/// <param name="Count">How much is missing.</param>
public sealed record CloseCheck(RefusalCode Refusal, bool Passed, bool IsBlocking, int Count, IReadOnlyList<string> Outstanding)
{
    /// <inheritdoc cref="Periods.Refusal.Bound"/>
    public DateOnly? Bound { get; init; }

    public static CloseCheck Of(RefusalCode refusal, bool passed) => new(refusal, passed, IsBlocking: true, passed ? 0 : 1, []);

    public static CloseCheck Of(RefusalCode refusal, IReadOnlyList<string> outstanding, bool isBlocking = true) =>
        new(refusal, outstanding.Count == 0, isBlocking, outstanding.Count, outstanding);
}

/// <summary>What a close would come to at this moment.</summary>
/// <param name="Start">Of the period that would be closed; derived where the close would create it.</param>
/// <param name="Checks">In the order of <see cref="RefusalCode"/>: a close is refused for the first that blocks and fails.</param>
public sealed record CloseValidation(DateOnly Start, DateOnly End, IReadOnlyList<CloseCheck> Checks)
{
    public bool CanClose => Checks.All(check => check.Passed || !check.IsBlocking);
}
