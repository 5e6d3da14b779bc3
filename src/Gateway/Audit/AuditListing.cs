using Periods.Audit;
using Periods.Gateway.Api;
using Periods.Gateway.Validation;

namespace Periods.Gateway.Audit;

/// <summary>Pages of the audit log, in the form of the period list: newest first unless asked otherwise, since who looks wants to know what happened last.</summary>
internal static class AuditListing
{
    private static readonly Choices<bool> Outcomes = new((AuditEntryBody.Accepted, false), (AuditEntryBody.Refused, true));

    public static Task Run(Call call)
    {
        var input = call.Input;
        var from = input.QueryDateTime("from")?.Moment;
        var to = input.QueryDateTime("to")?.Moment;
        var period = input.QueryUuid("period_id");
        var user = input.QueryUuid("user_id");
        var action = input.QueryText("action", Limits.NameLengthMax);
        var outcome = input.QueryLiteral("outcome", Outcomes);
        var (cursor, limit, backwards) = PageQuery.Read(input);
        var descending = input.QueryBool("descending", true);

        AuditPlace? after = null;
        if (input.IsValid && !string.IsNullOrEmpty(cursor) && !AuditCursors.TryRead(cursor, call.BusinessId, descending, out after))
            return Answers.Write(call.Http, Error.InvalidCursor);
        return call.Handle(
            _ => new ListAudit(from, to, period, user, action, outcome, limit, descending, after, backwards),
            static (call, request) => call.Audit.List(request),
            StatusCodes.Status200OK,
            page => new AuditListBody(
                [.. page.Items.Select(AuditEntryBody.Of)], Total: null, limit,
                AuditCursors.Write(page.Next, descending), AuditCursors.Write(page.Previous, descending), page.Next is not null, page.Previous is not null),
            WireJson.Default.AuditListBody);
    }
}
