using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Periods.Businesses;
using Periods.Closing;
using Periods.Posting;
using Periods.Simulation.Tests.Linearizability;

namespace Periods.Simulation.Tests.Simulation;

/// <summary>A place in the calendar, with what clients did there.</summary>
internal sealed class Slot(DateOnly start, DateOnly end)
{
    public DateOnly Start => start;

    public DateOnly End => end;

    /// <summary>Known to clients once one of them was told.</summary>
    public Guid? Id { get; set; }

    public History<PeriodOperation, PeriodReply> History { get; } = new();
}

/// <summary>What a silo answered, in the specification's words and as it is.</summary>
internal sealed record Told(PeriodReply Reply, object? Value);

/// <summary>An operation on its way to a silo.</summary>
/// <param name="Tag">In the command's text or its key, so that its traces in the journal are found.</param>
internal sealed record Request(Guid Business, Slot Slot, PeriodOperation Operation, Guid User, string Tag, CommandKey? Key)
{
    public bool IsCommand => Operation is not (PeriodOperation.GetStatus or PeriodOperation.GetScore);

    public async Task<Told> Send(SimulatedSilo silo, Guid newId)
    {
        var caller = new Caller(Business, User, Key);
        var calendar = silo.Business(Business);
        var id = Slot.Id ?? newId;
        var period = silo.Period(Business, id);
        return Operation switch
        {
            PeriodOperation.Create => Lifecycle(await calendar.CreatePeriod(new(caller, newId, Slot.Start, Slot.End))),
            PeriodOperation.Close => Lifecycle(await calendar.ClosePeriod(new(caller, newId, Slot.End, Tag, null, Ordered: false))),
            PeriodOperation.Lock => Lifecycle(await calendar.LockPeriod(new(caller, id, Tag))),
            PeriodOperation.Reopen => Lifecycle(await calendar.ReopenPeriod(new(caller, id, Tag))),
            PeriodOperation.SignOff o => Of(await period.SignOff(new(caller, newId, o.Role, Tag)), s => new(Score: s.CloseScore)),
            PeriodOperation.Revoke o => Of(await period.RevokeSignOff(new(caller, o.Role)), _ => new()),
            PeriodOperation.Acknowledge o => Of(await period.AcknowledgeStep(new(caller, newId, Grains.Closing.Checklist.Steps[o.Step], Tag)), _ => new()),
            PeriodOperation.Withdraw o => Of(await period.WithdrawAcknowledgement(new(caller, Grains.Closing.Checklist.Steps[o.Step])), _ => new()),
            PeriodOperation.Report o => Of(await period.ReportInputs(Report(caller, o.Given)), s => new(Score: s.Score)),
            PeriodOperation.Post o => Of(await silo.Posting(Business).Post(Entry(caller, o, newId)), _ => new()),
            PeriodOperation.GetScore => Of(await period.GetScore(), s => new(Score: s.Score)),
            _ when Slot.Id is not null => Lifecycle(await calendar.GetPeriod(id)),
            _ => Of(await calendar.ListPeriods(new(null, PeriodSort.PeriodEnd, false, 100, null, false)), Status),
        };
    }

    private PeriodReply Status(PeriodPage page)
    {
        var found = page.Items.SingleOrDefault(p => p.End == Slot.End);
        Slot.Id ??= found?.Id;
        return found is null ? new("period_not_found") : new(Status: found.Status);
    }

    private Told Lifecycle(Outcome<PeriodView> outcome) => Of(outcome, period =>
    {
        Slot.Id ??= period.Id;
        return new(Status: period.Status);
    });

    private static Told Of<T>(Outcome<T> outcome, Func<T, PeriodReply> accepted)
        where T : class =>
        outcome.Refusal is { } refusal ? new(new(Code(refusal.Code)), null) : new(accepted(outcome.Value!), outcome.Value);

    private static ReportInputs Report(Caller caller, Feed given) => new(
        caller,
        Given(given.Transactions), Given(given.Unreviewed), Given(given.Uncategorized),
        given.Reconciled is { } r ? new(true, new(r.Required, r.Completed)) : default,
        given.Anomalies is { } a ? new(true, new(a.High, a.Medium, a.Low)) : default);

    /// <summary>A chosen id is the same however often it is sent.</summary>
    private PostEntry Entry(Caller caller, PeriodOperation.Post post, Guid newId) => new(
        caller, post.HasId ? Named(Tag) : newId, IsNewId: !post.HasId,
        new(Tag, $"{Slot.End:O}T12:00:00", Slot.End, [new("1", 1, DebitCredit.Debit, null), new("2", 1, DebitCredit.Credit, null)]));

    private static Guid Named(string tag) => new(SHA256.HashData(Encoding.UTF8.GetBytes(tag)).AsSpan(0, 16));

    private static Change<long?> Given(long? value) => value is null ? default : new(true, value);

    private static string Code(RefusalCode code) => code switch
    {
        RefusalCode.StepNotFound => "checklist_step_not_found",
        RefusalCode.EndNotAfterLastPeriod => "period_end_not_after_last",
        _ => JsonNamingPolicy.SnakeCaseLower.ConvertName(code.ToString()),
    };
}
