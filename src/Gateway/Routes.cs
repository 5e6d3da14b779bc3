using Periods.Gateway.Access;
using Periods.Gateway.Api;
using Periods.Gateway.Audit;
using Periods.Gateway.Businesses;
using Periods.Gateway.Closing;
using Periods.Gateway.Posting;
using Periods.Gateway.Scoring;

namespace Periods.Gateway;

/// <summary>Every operation of the service: its table of contents. /openapi.json lists the same ones, and a test holds the two together.</summary>
internal static class Routes
{
    public static IReadOnlyList<Operation> All(CloseScoreEndpoints scores) =>
    [
        BusinessEndpoints.Create,
        PolicyEndpoints.Get,
        PolicyEndpoints.Set,
        UserEndpoints.Add,
        TokenEndpoints.Issue,
        TokenEndpoints.List,
        TokenEndpoints.Revoke,
        TokenEndpoints.Delete,

        PeriodEndpoints.List,
        PeriodEndpoints.Create,
        PeriodEndpoints.Get,
        PeriodEndpoints.Close,
        PeriodEndpoints.Lock,
        PeriodEndpoints.Reopen,
        PeriodEndpoints.BulkLock,
        SignOffEndpoints.List,
        SignOffEndpoints.Create,
        SignOffEndpoints.Delete,
        ChecklistEndpoints.List,
        ChecklistEndpoints.Acknowledge,
        ChecklistEndpoints.Withdraw,
        CloseInputsEndpoints.Report,
        CloseReadinessEndpoints.Check,
        CloseScoreEndpoints.Get,
        CloseScoreEndpoints.History,
        scores.Stream,

        AuditEndpoints.List,
        AuditEndpoints.Verify,

        JournalEntryEndpoints.List,
        JournalEntryEndpoints.Post,
        PostingCheckEndpoints.Check,

        ZenskarPeriodEndpoints.List,
        ZenskarPeriodEndpoints.Get,
        ZenskarPeriodEndpoints.Close,
        CloseReadinessEndpoints.Validate,
    ];
}
