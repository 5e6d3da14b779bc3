using Periods.Businesses;
using Periods.Gateway.Api;

namespace Periods.Gateway.Closing;

/// <summary>What a close would come to, in Zenskar's form (contract §b).</summary>
internal sealed record ZenskarValidationBody(
    bool CanClose, string PeriodStart, string PeriodEnd, IReadOnlyList<ZenskarCheckBody> ValidationChecks, ZenskarChecksBody Summary)
{
    public static ZenskarValidationBody Of(CloseValidation validation) => new(
        validation.CanClose, WireText.Of(validation.Start), WireText.Of(validation.End),
        [.. validation.Checks.Select(ZenskarCheckBody.Of)],
        new(
            validation.Checks.Count,
            validation.Checks.Count(check => check.Passed),
            validation.Checks.Count(check => !check.Passed),
            validation.Checks.Sum(check => check.Count)));
}

/// <param name="Details">What is missing, under <c>outstanding</c>; empty where it has no names.</param>
internal sealed record ZenskarCheckBody(
    string CheckName, bool Passed, int Count, string Message, bool IsBlocking, IReadOnlyDictionary<string, IReadOnlyList<string>> Details)
{
    private static readonly Dictionary<string, IReadOnlyList<string>> None = [];

    public static ZenskarCheckBody Of(CloseCheck check)
    {
        var (name, passed, failed) = CheckTexts.Of(check.Refusal);
        return new(
            name, check.Passed, check.Count, check.Passed ? passed : failed, check.IsBlocking,
            check.Outstanding is [] ? None : new Dictionary<string, IReadOnlyList<string>> { ["outstanding"] = check.Outstanding });
    }
}

internal sealed record ZenskarChecksBody(int TotalChecks, int Passed, int Failed, int TotalIssues);
