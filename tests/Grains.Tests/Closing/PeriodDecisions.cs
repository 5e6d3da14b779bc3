using static Periods.Grains.Tests.DecisionTable;

namespace Periods.Grains.Tests.Closing;

/// <summary>Ann has signed as preparer, acknowledged the trial balance and reported 10 transactions; then the period got into the state.</summary>
public sealed class PeriodDecisions
{
    private static readonly DecisionTable Table = new("""
        command                  | none           | open                      | closed             | locked             | reopened
        sign off again           | PeriodNotFound | signed-off                | signed-off         | PeriodLocked       | signed-off
        sign off in a new role   | PeriodNotFound | signed-off                | signed-off         | PeriodLocked       | signed-off
        revoke a sign-off        | PeriodNotFound | sign-off-revoked          | sign-off-revoked   | PeriodLocked       | sign-off-revoked
        revoke what is not there | PeriodNotFound | SignOffNotFound           | SignOffNotFound    | SignOffNotFound    | SignOffNotFound
        revoke another's         | PeriodNotFound | SignOffNotFound           | SignOffNotFound    | SignOffNotFound    | SignOffNotFound
        acknowledge again        | PeriodNotFound | step-acknowledged         | PeriodClosed       | PeriodLocked       | step-acknowledged
        acknowledge a step       | PeriodNotFound | step-acknowledged         | PeriodClosed       | PeriodLocked       | step-acknowledged
        acknowledge no step      | PeriodNotFound | StepNotFound              | StepNotFound       | StepNotFound       | StepNotFound
        withdraw a step          | PeriodNotFound | acknowledgement-withdrawn | PeriodClosed       | PeriodLocked       | acknowledgement-withdrawn
        withdraw what is not     | PeriodNotFound | StepNotFound              | StepNotFound       | StepNotFound       | StepNotFound
        report new inputs        | PeriodNotFound | inputs-reported           | PeriodClosed       | PeriodLocked       | inputs-reported
        report the same inputs   | PeriodNotFound | nothing                   | PeriodClosed       | PeriodLocked       | nothing
        report inconsistently    | PeriodNotFound | InputsInconsistent        | InputsInconsistent | InputsInconsistent | InputsInconsistent
        read the sign-offs       | PeriodNotFound | answer                    | answer             | answer             | answer
        read the checklist       | PeriodNotFound | answer                    | answer             | answer             | answer
        read the readiness       | PeriodNotFound | answer                    | answer             | answer             | answer
        read the history         | PeriodNotFound | answer                    | answer             | answer             | answer
        read the score           | PeriodNotFound | answer                    | answer             | answer             | answer
        """);

    private static readonly Dictionary<string, Func<Books, Task>> States = new()
    {
        ["none"] = _ => Task.CompletedTask,
        ["open"] = Worked,
        ["closed"] = async books => { await Worked(books); await books.Close("2026-01-31"); },
        ["locked"] = async books => { await Worked(books); await books.Close("2026-01-31"); await books.Lock(); },
        ["reopened"] = async books => { await Worked(books); await books.Close("2026-01-31"); await books.Lock(); await books.Reopen(); },
    };

    private static readonly Dictionary<string, Func<Books, Task<(bool, Refusal?)>>> Commands = new()
    {
        ["sign off again"] = books => Of(books.Sign()),
        ["sign off in a new role"] = books => Of(books.Sign(ReviewRole.Partner)),
        ["revoke a sign-off"] = books => Of(books.Revoke()),
        ["revoke what is not there"] = books => Of(books.Revoke(ReviewRole.Partner)),
        ["revoke another's"] = books => Of(books.Revoke(by: Books.Bob)),
        ["acknowledge again"] = books => Of(books.Acknowledge()),
        ["acknowledge a step"] = books => Of(books.Acknowledge(Books.Cash)),
        ["acknowledge no step"] = books => Of(books.Acknowledge("coffee")),
        ["withdraw a step"] = books => Of(books.Withdraw()),
        ["withdraw what is not"] = books => Of(books.Withdraw(Books.Cash)),
        ["report new inputs"] = books => Of(books.Report(11)),
        ["report the same inputs"] = books => Of(books.Report(10)),
        ["report inconsistently"] = books => Of(books.Report(10, unreviewed: 11)),
        ["read the sign-offs"] = books => Of(books.Period().ListSignOffs()),
        ["read the checklist"] = books => Of(books.Period().ListAcknowledgements()),
        ["read the readiness"] = books => Of(books.Period().CheckReadiness()),
        ["read the history"] = books => Of(books.Period().GetScoreHistory(60)),
        ["read the score"] = books => Of(books.Period().GetScore()),
    };

    public static TheoryData<string, string, string> Cells => Table.Cells();

    [Theory]
    [MemberData(nameof(Cells))]
    public async Task In_a_state_a_command_has_one_outcome(string state, string command, string outcome)
    {
        var books = new Books();
        await States[state](books);

        Assert.Equal(outcome, await Outcome(books.Journal, () => Commands[command](books), command.StartsWith("read", StringComparison.Ordinal)));
    }

    [Fact]
    public void Every_state_meets_every_command() => Table.MustBeComplete(States.Keys, Commands.Keys);

    [Theory]
    [InlineData(10, 0)]
    [InlineData(0, 10)]
    public async Task As_many_may_be_unreviewed_or_uncategorized_as_there_are(long unreviewed, long uncategorized)
    {
        var books = await Books.WithJanuary();

        var reported = await books.Period().ReportInputs(new(Books.By(), new(true, 10), new(true, unreviewed), new(true, uncategorized), default, default));

        Assert.Null(reported.Refusal);
    }

    private static async Task Worked(Books books)
    {
        await books.CreateBusiness();
        await books.Create(Books.January, "2026-01-01", "2026-01-31");
        await books.Sign();
        await books.Acknowledge();
        await books.Report(10);
    }
}
