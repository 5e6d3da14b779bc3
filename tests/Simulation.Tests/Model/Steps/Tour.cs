namespace Periods.Simulation.Tests.Model.Steps;

/// <summary>A script that sees every operation taken, in both dialects, and every rule of tokens that scripts seldom come to.</summary>
internal static class Tour
{
    private const string Owner = "owner", Member = "member", Cash = "cash_review";

    public static Script Script => new([.. Staffing, .. January, .. Duties, .. February, .. Reading]);

    /// <summary>Ten active tokens and no more; one that is taken back makes room, and opens nothing any more.</summary>
    private static IEnumerable<Step> Staffing =>
    [
        new Step.CreateBusiness(Step.Operator, Taken: false) { Key = 1 },
        new Step.Again(0, Changed: false),
        new Step.Again(0, Changed: true),
        new Step.AddUser(Owner, "member") { Key = 1 },
        .. Enumerable.Range(1, 11).Select(number => new Step.IssueToken(Owner, Step.Newcomer, $"{number}", number) { Key = 1 + number }),
        new Step.Again(0, Changed: false),
        new Step.Again(1, Changed: false),
        new Step.Again(1, Changed: true),
        new Step.ListTokens(Step.Newcomer, 4),
        new Step.ListTokens(Step.Operator, 9),
        new Step.RevokeToken(Step.Newcomer, Owner, 0),
        new Step.RevokeToken("admin", Owner, 0),
        // Every silo comes to believe the token that is taken back next.
        .. Enumerable.Repeat(new Step.GetPolicy(Step.Newcomer), 3),
        new Step.RevokeToken(Owner, Step.Newcomer, 0, Everywhere: true) { Key = 20 },
        new Step.Again(0, Changed: false),
        new Step.GetPolicy(Step.Newcomer),
        new Step.Create(Step.Newcomer, 0),
        new Step.IssueToken(Step.Operator, Step.Newcomer),
        new Step.RevokeToken(Step.Newcomer, Step.Newcomer, 3, Reason: "leaked"),
        new Step.RevokeToken(Owner, Step.Newcomer, 1, Reason: "found"),
        new Step.ListTokens(Owner, 5),
    ];

    private static IEnumerable<Step> January =>
    [
        new Step.SetPolicy(Owner, 2),
        new Step.Create(Owner, 0) { Key = 21 },
        new Step.Again(0, Changed: false) { Enveloped = true },
        new Step.Report(Member, 0, 7, 3, 0, 5, 1),
        new Step.SignOff(Member, 0, "controller", "seen") { If = Seen.Current },
        new Step.SignOff(Member, 0, "controller", "seen"),
        new Step.Revoke(Member, 0, "controller") { Enveloped = true },
        new Step.SignOff(Step.Newcomer, 0, "preparer", null),
        new Step.Acknowledge(Member, 0, Cash, "checked"),
        new Step.Acknowledge(Member, 0, Cash, null) { If = Seen.Earlier },
        new Step.Withdraw(Member, 0, Cash),
        new Step.Acknowledge(Member, 0, Cash, "again") { Enveloped = true },
        new Step.Acknowledge(Member, 0, Cash, "no cash", Waived: true),
        new Step.Acknowledge(Member, 0, Cash, null, Waived: true),
        new Step.Post(Member, 1, 1, 100) { Key = 30 },
        new Step.CheckDays(Member, 0, 5),
        new Step.Readiness(Member, 0),
        new Step.Validate(Owner, 0),
        new Step.Close(Owner, 0, null, Force: false),
        new Step.Close(Owner, 0, "month end", Force: true) { If = Seen.OtherForm },
        new Step.Lock(Owner, 0, "audited") { If = Seen.Current, Enveloped = true },
        new Step.Post(Member, 1, 2, 100),
        new Step.Reopen(Owner, 0, "late invoice"),
    ];

    /// <summary>Where stale sign-offs do not count, one takes another role than that of a stale one, and then not that one again.</summary>
    private static IEnumerable<Step> Duties =>
    [
        new Step.SetPolicy(Owner, 5),
        new Step.SignOff(Member, 0, "reviewer", null),
        new Step.SignOff(Member, 0, "partner", null),
        new Step.Report(Member, 0, 8, 3, 0, 5, 1),
        new Step.SignOff(Member, 0, "partner", null),
        new Step.SignOff(Member, 0, "reviewer", "again"),
        new Step.Readiness(Member, 0),
        new Step.SignOff("admin", 0, "reviewer", null),
        new Step.Validate(Owner, 0),
    ];

    private static IEnumerable<Step> February =>
    [
        new Step.SetPolicy(Owner, 0),
        new Step.ZenskarClose(Owner, 0, "January") { If = Seen.Among },
        new Step.ZenskarClose(Owner, 1, null) { If = Seen.Any },
        new Step.ZenskarClose(Owner, 1, null),
        new Step.Create(Owner, 2),
        new Step.BulkLock(Owner, [2, 0, 0, 1], null),
        new Step.Create(Owner, 6),
        new Step.SetPolicy(Owner, 3),
        new Step.BulkLock(Owner, [3, 0], "audited"),
    ];

    private static IEnumerable<Step> Reading =>
    [
        new Step.ZenskarGet(Member, 0) { If = Seen.Earlier },
        new Step.ZenskarGet(Member, 0) { If = Seen.Current },
        new Step.ZenskarList(Member, 1),
        new Step.Get(Member, 0) { Enveloped = true },
        new Step.Get(Member, 0) { If = Seen.OtherForm },
        new Step.Get(Member, 0) { If = Seen.Weak },
        new Step.List(Member, "locked", null, Descending: true, 1),
        new Step.SignOffs(Member, 0),
        new Step.Acknowledgements(Member, 0),
        new Step.Score(Member, 0, Stream: false) { If = Seen.Any },
        new Step.Score(Member, 0, Stream: false),
        new Step.Score(Member, 0, Stream: true),
        new Step.History(Member, 0),
        new Step.Entries(Member, null, null, 1),
        new Step.VerifyAudit(Owner, 0),
        new Step.AuditLog(Member, null, null, null, null, null, null, Descending: true, 5),
        new Step.AuditLog(Owner, null, null, null, null, null, null, Descending: true, 5),
        new Step.AuditLog(Owner, 0, Member, null, Refused: false, null, null, Descending: false, 3),
        new Step.AuditLog(Step.Operator, null, null, "close_period", Refused: true, null, null, Descending: true, 50),
        new Step.AuditLog(Step.Operator, null, null, null, null, 20, 30, Descending: true, 4),
    ];
}
