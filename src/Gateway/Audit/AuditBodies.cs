using System.Text.Json;
using Periods.Audit;
using Periods.Gateway.Api;

namespace Periods.Gateway.Audit;

/// <inheritdoc cref="AuditEntry"/>
/// <param name="Id">Entity and version, as <c>periods verify</c> names them.</param>
/// <param name="UserId">Null for the operator, and for the service itself.</param>
/// <param name="StatedEmail">What the request said in <c>x-user-email</c>.</param>
internal sealed record AuditEntryBody(
    string Id,
    string At,
    Guid? UserId,
    Guid? TokenId,
    string? RequestId,
    string? IpAddress,
    string? StatedEmail,
    string Action,
    string Entity,
    string? EntityId,
    Guid? PeriodId,
    string Outcome,
    string? Code,
    string? Reason,
    JsonElement? Before,
    JsonElement? After,
    string Hash)
{
    public const string Accepted = "accepted", Refused = "refused";

    public static AuditEntryBody Of(AuditEntry entry) => new(
        $"{entry.Place.Key}/{entry.Place.Version}",
        WireText.Of(entry.At),
        entry.UserId == Guid.Empty ? null : entry.UserId,
        entry.Origin.TokenId,
        entry.Origin.RequestId, entry.Origin.Address, entry.Origin.StatedEmail,
        entry.Action, entry.Entity, entry.EntityId, entry.PeriodId,
        entry.RefusalCode is null ? Accepted : Refused,
        entry.RefusalCode, entry.Reason, Json(entry.Before), Json(entry.After),
        Convert.ToHexStringLower(entry.Hash));

    private static JsonElement? Json(string? text) => text is null ? null : JsonElement.Parse(text);
}

/// <summary>The page form of the period list. Nobody counts a log that grows: total is null.</summary>
internal sealed record AuditListBody(
    IReadOnlyList<AuditEntryBody> Items, int? Total, int Limit, string? NextCursor, string? PrevCursor, bool HasNext, bool HasPrev);

/// <inheritdoc cref="ChainReport"/>
internal sealed record ChainReportBody(Guid PeriodId, bool Valid, long Events, string HeadHash, long? FirstBadVersion, string? Detail, string CheckedAt)
{
    public static ChainReportBody Of(ChainReport report) => new(
        report.PeriodId, report.FirstBadVersion is null, report.Events, Convert.ToHexStringLower(report.Head),
        report.FirstBadVersion, report.Wrong is null ? null : $"Version {report.FirstBadVersion} {report.Wrong}", WireText.Of(report.CheckedAt));
}
