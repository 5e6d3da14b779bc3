using Periods.Audit;
using Periods.Grains.Tests.Wire;
using Periods.Grains.Access;
using Periods.Grains.Audit;
using Periods.Grains.Businesses;
using Periods.Grains.Closing;
using Periods.Grains.Posting;

namespace Periods.Grains.Tests.Audit;

/// <summary>What the log tells of each change: action, thing, what was before, what is since.</summary>
public sealed class Tellings
{
    private static readonly Type[] Twins = [typeof(Opened), typeof(Closed), typeof(Locked), typeof(Reopened), typeof(PolicyTaken), typeof(EntryPosted), typeof(Posted)];
    private static readonly Type[] NobodysCommands = [typeof(TokenUsed)];

    [Fact]
    public async Task A_month_is_told_once_and_with_what_it_replaced()
    {
        var books = await Books.WithJanuary("Europe/Berlin");
        Func<Task>[] month =
        [
            async () => await books.Report(200, 50),
            async () => await books.Report(200, 20),
            async () => await books.Sign(notes: "first look"),
            async () => await books.Sign(notes: "second look"),
            async () => await books.Sign(notes: "second look"),
            async () => await books.Revoke(),
            async () => await books.Acknowledge(notes: "seen"),
            async () => await books.Acknowledge(notes: "seen again"),
            async () => await books.Acknowledge(notes: "no cash", waived: true),
            async () => await books.Withdraw(),
            async () => await books.Post("2026-01-15", Books.Id(7)),
            async () => await books.Close("2026-01-31"),
            async () => await books.Lock(),
            async () => await books.Reopen(),
            async () => await books.Close("2026-01-31"),
            async () => await books.SetPolicy(ClosePolicy.Default with { MinScore = 80 }),
            async () => await books.Close("2026-02-28", newId: Books.February),
            async () => await books.ForceClose("2026-03-31", key: null),
        ];
        foreach (var step in month)
        {
            books.Now += TimeSpan.FromSeconds(1);
            await step();
        }

        Assert.Equal(
            """
            create_business business:  > {"name":"Acme","time_zone":"Europe/Berlin"}
            create_period period:  > {"period_start":"2026-01-01","period_end":"2026-01-31","status":"open"}
            report_close_inputs period: {"transaction_count":null,"unreviewed_count":null,"uncategorized_count":null} > {"transaction_count":200,"unreviewed_count":50,"uncategorized_count":0}
            report_close_inputs period: {"unreviewed_count":50} > {"unreviewed_count":20}
            create_period_sign_off sign_off:  > {"role":"preparer","notes":"first look","snapshot_score":58.5,"state_hash":"…"}
            create_period_sign_off sign_off: {"notes":"first look","snapshot_score":58.5} > {"role":"preparer","notes":"second look","snapshot_score":64.0}
            create_period_sign_off sign_off: {} > {"role":"preparer","notes":"second look","snapshot_score":64.0}
            delete_period_sign_off sign_off: {"role":"preparer","notes":"second look","snapshot_score":64.0,"state_hash":"…"} > 
            acknowledge_checklist_step checklist_step:  > {"notes":"seen"}
            acknowledge_checklist_step checklist_step: {"notes":"seen","acked_by":"ann"} > {"notes":"seen again"}
            acknowledge_checklist_step checklist_step: {"notes":"seen again","acked_by":"ann"} > {"notes":"no cash","waived":true}
            delete_checklist_step_ack checklist_step: {"notes":"no cash","waived":true,"acked_by":"ann"} > 
            create_journal_entry journal_entry:  > {"description":"rent","datetime":"2026-01-15T09:00:00Z","posting_date":"2026-01-15","amount":100,"line_count":2}
            close_period period (month end): {"status":"open","lock_reason":null} > {"status":"closed","lock_reason":"month end"}
            lock_period period (audited): {"status":"closed","lock_reason":"month end"} > {"status":"locked","lock_reason":"audited"}
            reopen_period period (late invoice): {"status":"locked","reopen_reason":null} > {"status":"open","reopen_reason":"late invoice"}
            close_period period (month end): {"status":"open","lock_reason":"audited"} > {"status":"closed","lock_reason":"month end"}
            set_business_policy business: {"required_roles":null,"required_steps":null,"sequential_close":false,"allow_future_end_dates":true,"min_score":null,"segregation_of_duties":false,"strict_score":false,"drop_stale":false} > {"required_roles":null,"required_steps":null,"sequential_close":false,"allow_future_end_dates":true,"min_score":80,"segregation_of_duties":false,"strict_score":false,"drop_stale":false}
            create_period period:  > {"period_start":"2026-02-01","period_end":"2026-03-31","status":"open"}
            close_period period (month end): {"status":"open","lock_reason":null,"forced":false} > {"status":"closed","lock_reason":"month end","forced":true,"skipped":["score"]}
            """,
            string.Join('\n', (await Log.All(books)).Select(Line)));
    }

    [Fact]
    public async Task Of_what_is_done_again_only_what_it_changed_is_told()
    {
        var books = await Books.WithJanuary();
        Func<Task>[] again =
        [
            async () => await books.Sign(notes: "seen"),
            async () => await books.Sign(notes: "seen"),
            async () => await books.Sign(notes: "seen again"),
            async () => await CloseNamed("January"),
            async () => await books.Business().LockPeriod(new(Books.By(), Books.January, null)),
            async () => await books.Reopen(),
            async () => await CloseNamed("Jan"),
        ];
        foreach (var step in again)
        {
            books.Now += TimeSpan.FromSeconds(1);
            await step();
        }

        Assert.Equal(
            """
            create_period_sign_off sign_off:  > {"role":"preparer","notes":"seen","snapshot_score":0.0,"state_hash":"…"}
            create_period_sign_off sign_off: {"snapshot_score":0.0} > {"role":"preparer","notes":"seen","snapshot_score":14.3}
            create_period_sign_off sign_off: {"notes":"seen"} > {"role":"preparer","notes":"seen again","snapshot_score":14.3}
            close_period period: {"status":"open","lock_reason":null,"period_name":null} > {"status":"closed","lock_reason":null,"period_name":"January"}
            lock_period period: {"status":"closed"} > {"status":"locked"}
            reopen_period period (late invoice): {"status":"locked","reopen_reason":null} > {"status":"open","reopen_reason":"late invoice"}
            close_period period: {"status":"open","lock_reason":null,"period_name":"January"} > {"status":"closed","lock_reason":null,"period_name":"Jan"}
            """,
            string.Join('\n', (await Log.All(books)).Skip(2).Select(Line)));

        async Task CloseNamed(string name) => await books.Business().ClosePeriod(new(Books.By(), Books.March, Books.Day("2026-01-31"), null, name, Ordered: true));
    }

    [Fact]
    public async Task A_sign_off_that_attests_something_else_or_is_taken_back_is_told_with_the_hash_of_what_it_attested()
    {
        var books = await Books.WithJanuary();
        var first = (await books.Sign(notes: "seen")).Value!.StateHash;
        await books.Sign(notes: "seen");
        await books.Post("2026-01-15");
        var second = (await books.Sign(notes: "seen")).Value!.StateHash;
        books.Now += TimeSpan.FromSeconds(1);
        await books.Revoke();

        Assert.Equal(
            [$$"""{"state_hash":"{{first}}"}""", $$"""{"role":"preparer","notes":"seen","snapshot_score":14.3,"state_hash":"{{second}}"}"""],
            (await Log.All(books)).Where(entry => entry.Entity == "sign_off").TakeLast(2).Select(entry => entry.Before));
    }

    [Fact]
    public async Task What_happens_in_a_period_is_told_of_that_period()
    {
        var books = await Books.WithJanuary();
        await books.Create(Books.February, "2026-02-01", "2026-02-28");
        Func<Task>[] month =
        [
            async () => await books.Report(10),
            async () => await books.Sign(),
            async () => await books.Revoke(),
            async () => await books.Acknowledge(),
            async () => await books.Withdraw(),
            async () => await books.Post("2026-01-15"),
            async () => await books.Post("2026-02-15"),
            async () => await books.Close("2026-01-31"),
            async () => await books.Lock(),
            async () => await books.Reopen(),
        ];
        foreach (var step in month)
        {
            books.Now += TimeSpan.FromSeconds(1);
            await step();
        }

        Assert.Equal(
            "create_period report_close_inputs create_period_sign_off delete_period_sign_off acknowledge_checklist_step delete_checklist_step_ack "
            + "create_journal_entry close_period lock_period reopen_period",
            string.Join(' ', (await books.Page(Log.Oldest with { PeriodId = Books.January })).Items.Select(entry => entry.Action)));
    }

    [Fact]
    public async Task Users_and_tokens_are_told_without_the_hash_of_a_secret()
    {
        var books = await Books.WithJanuary();
        await books.Users().AddUser(new(Books.By(Guid.Empty), Books.Bob, "bob@acme", "Bob", "Ray", BusinessRole.Admin));
        await books.Users().IssueToken(new(Books.By(Guid.Empty), Books.Id(5), Books.Bob, "ci", null, 30, new TokenHash(255), "dz_1234567"));
        books.Now += TimeSpan.FromSeconds(1);
        await books.Users().RevokeToken(new(Books.By(Guid.Empty), Books.Id(5), "leaked"));

        Assert.Equal(
            """
            add_business_user user:  > {"email":"bob@acme","first_name":"Bob","last_name":"Ray","role":"admin"}
            create_token token:  > {"user_id":"bob","name":"ci","description":null,"token_prefix":"dz_1234567","expires_at":"2026-03-12T12:00:00Z"}
            revoke_token token (leaked):  > 
            """,
            string.Join('\n', (await Log.All(books)).Where(entry => entry.Entity is "user" or "token").Select(Line)));
    }

    [Fact]
    public async Task A_refusal_is_told_with_its_code_and_who_it_was_through_which_token_and_request()
    {
        var books = await Books.WithJanuary();
        var origin = new Origin(Books.Id(5), "req-1");
        books.Now += TimeSpan.FromSeconds(1);
        await books.Audit().RecordRefusal(new(Books.By(Books.Bob) with { Origin = origin }, "lock_period", "period_not_closed", Books.January));
        await books.Audit().RecordLeftOut(new(Books.By(Guid.Empty), 12));

        var told = (await Log.All(books)).TakeLast(2).ToArray();

        Assert.Equal(("lock_period", "period", (Guid?)Books.January, "period_not_closed", Books.Bob, origin), (told[0].Action, told[0].Entity, told[0].PeriodId, told[0].RefusalCode, told[0].UserId, told[0].Origin));
        Assert.Equal(("refusals_left_out", """{"count":12}"""), (told[1].Action, told[1].After));
    }

    [Fact]
    public void Every_event_is_told_or_is_the_twin_of_one_that_is_or_nobodys_command()
    {
        var (businesses, users, periods, audits) = (new BusinessModel(), new UsersModel(), new PeriodModel(new Books()), new AuditModel());
        var entries = new AuditEntries(businesses, users, periods, audits);
        foreach (var (happened, text) in StoredText.Golden)
        {
            var key = happened switch
            {
                BusinessEvent => EntityKey.ForBusiness(Books.Acme),
                PeriodEvent => EntityKey.ForPeriod(Books.Acme, Books.January),
                EntryEvent => EntityKey.ForEntry(Books.Acme, Books.Id(1)),
                UserEvent => EntityKey.ForUsers(Books.Acme),
                _ => EntityKey.ForRefusals(Books.Acme),
            };
            var parts = text.Split(' ', 2);
            var recorded = new JournalEvent(1, parts[0], System.Text.Encoding.UTF8.GetBytes(parts[1]), Books.At("2026-02-10T12:00:00Z"), Books.Ann, null, new byte[32]);
            Assert.Equal(Twins.Concat(NobodysCommands).Contains(happened.GetType()), entries.Of(key, recorded) is null);
        }
    }

    private static string Line(AuditEntry entry)
    {
        var reason = entry.Reason is null ? "" : $" ({entry.Reason})";
        var line = $"{entry.Action} {entry.Entity}{reason}: {entry.Before} > {entry.After}".Replace($"{Books.Ann}", "ann").Replace($"{Books.Bob}", "bob");
        return System.Text.RegularExpressions.Regex.Replace(line, "[0-9a-f]{64}", "…");
    }
}
