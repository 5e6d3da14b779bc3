using Periods.Businesses;
using Periods.Gateway.Api;
using Periods.Gateway.Validation;

namespace Periods.Gateway.Closing;

/// <summary>Pages of closed periods in Zenskar's form. It has no direction: a cursor says itself which way it goes.</summary>
internal static class ZenskarListing
{
    private const int DefaultLimit = 10;

    private static readonly Choices<(PeriodSort Sort, bool Descending)> Orders = new(
        ("-period_end", (PeriodSort.PeriodEnd, true)), ("period_end", (PeriodSort.PeriodEnd, false)),
        ("-period_start", (PeriodSort.PeriodStart, true)), ("period_start", (PeriodSort.PeriodStart, false)),
        ("-created_at", (PeriodSort.CreatedAt, true)), ("created_at", (PeriodSort.CreatedAt, false)));

    public static Task Run(Call call)
    {
        var input = call.Input;
        var cursor = input.QueryText("cursor", PageQuery.CursorLengthMax);
        var limit = input.QueryInt("limit", DefaultLimit, 1, Limits.PageSizeMax);
        var (sort, descending) = input.QueryLiteral("order", Orders) ?? (PeriodSort.PeriodEnd, true);

        PeriodCursor? after = null;
        var backwards = false;
        if (input.IsValid && !string.IsNullOrEmpty(cursor) && !Cursors.TryRead(cursor, sort, descending, out after, out backwards))
            return Answers.Write(call.Http, Error.InvalidCursor);
        return call.Handle(
            _ => new ListPeriods(Status: null, sort, descending, limit, after, backwards, EverClosed: true),
            static (call, request) => call.Business.ListPeriods(request),
            async (call, page) =>
            {
                var shown = await ZenskarPeriodEndpoints.WithUsers(call, page.Items);
                await (shown.Value is { } periods
                    ? call.Answer(
                        StatusCodes.Status200OK,
                        new ZenskarPageBody(
                            periods,
                            page.HasAfter && page.Items is [.., var last] ? Cursors.Write(last, sort, descending) : null,
                            page.HasBefore && page.Items is [var first, ..] ? Cursors.Write(first, sort, descending, backwards: true) : null,
                            page.Total),
                        WireJson.Default.ZenskarPageBody)
                    : call.Refuse(shown.Refusal!));
            });
    }
}
