using System.Text;
using System.Text.Json;
using Periods.Grains.Access;
using Periods.Grains.Businesses;
using Periods.Grains.Closing;

namespace Periods.Grains.Tests.Wire;

/// <summary>Snapshots and kept answers, to the letter. Whoever changes one names a new snapshot tag, or keeps reading the old answers for their 50 hours.</summary>
public sealed class StoredStates
{
    private const string Period = """
        {"business_id":"00000000-0000-0000-0000-000000000ace","period_id":"00000000-0000-0000-0000-000000000101","start":"2026-01-01","end":"2026-01-31","status":"open","reopens":1,"inputs":{"transaction_count":10,"unreviewed_count":5,"uncategorized_count":0},"sign_offs":[{"user_id":"00000000-0000-0000-0000-00000000000a","role":"preparer","entry":{"id":"00000000-0000-0000-0000-000000000501","notes":"seen","score":0.0,"state_hash":"8e788c37d97aee63cf1f69af0d0493a42bcd111065733ee81866e80d508b08b8","signed_at":"2026-02-10T12:00:00+00:00","created_at":"2026-02-10T12:00:00+00:00"}}],"acks":[{"step_id":"trial_balance_review","entry":{"id":"00000000-0000-0000-0000-000000000702","acked_by":"00000000-0000-0000-0000-00000000000a","created_at":"2026-02-10T12:00:00+00:00","updated_at":"2026-02-10T12:00:00+00:00","waived":false}}],"content_hash":"6334f3307649499b93df364896738de675159f696c4fd77a28b1b93b2b1294bb","gauge":{"version":4,"inputs_version":4,"result":{"score":57.1,"coverage":65,"txn_review":50,"categorization":100,"checklist":28.571428571428571428571428571,"strict":false},"computed_at":"2026-02-10T12:00:00+00:00","trigger":"inputs-reported.v1"}}
        """;

    private const string Business = """
        {"id":"00000000-0000-0000-0000-000000000ace","name":"Acme","time_zone":"UTC","created_at":"2026-02-10T12:00:00+00:00","calendar":[{"id":"00000000-0000-0000-0000-000000000101","business_id":"00000000-0000-0000-0000-000000000ace","start":"2026-01-01","end":"2026-01-31","status":"open","closed_at":"2026-02-10T12:00:00+00:00","closed_by":"00000000-0000-0000-0000-00000000000a","lock_reason":"month end","reopen_reason":"late invoice","reopened_at":"2026-02-10T12:00:00+00:00","reopened_by":"00000000-0000-0000-0000-00000000000a","created_at":"2026-02-10T12:00:00+00:00","updated_at":"2026-02-10T12:00:00+00:00","forced":false}]}
        """;

    private const string Users = """
        {"business_id":"00000000-0000-0000-0000-000000000ace","users":{"00000000-0000-0000-0000-00000000000a":{"id":"00000000-0000-0000-0000-00000000000a","business_id":"00000000-0000-0000-0000-000000000ace","email":"ann@acme","first_name":"Ann","last_name":"Lee","role":"owner","created_at":"2026-02-10T12:00:00+00:00"}},"tokens_by_hash":{"000000000000000000000000000000ff":{"id":"00000000-0000-0000-0000-000000000001","business_id":"00000000-0000-0000-0000-000000000ace","user_id":"00000000-0000-0000-0000-00000000000a","name":"ci","prefix":"dz_1","created_at":"2026-02-10T12:00:00+00:00","expires_at":"2026-03-12T12:00:00+00:00","last_used_at":"2026-02-10T12:00:00+00:00","revoked_at":"2026-02-10T12:00:00+00:00","revocation_reason":"leaked"}},"hashes_by_token":{"00000000-0000-0000-0000-000000000001":"000000000000000000000000000000ff"}}
        """;

    [Fact]
    public async Task A_period() => Pinned("period.6", Period, new PeriodModel(new Books()), EntityKey.ForPeriod(Books.Acme, Books.January), await AllBooks());

    [Fact]
    public async Task A_business() => Pinned("business.3", Business, new BusinessModel(), EntityKey.ForBusiness(Books.Acme), await AllBooks());

    [Fact]
    public async Task The_users() => Pinned("users.3", Users, new UsersModel(), EntityKey.ForUsers(Books.Acme), await AllBooks());

    [Fact]
    public async Task Text_takes_no_more_room_than_it_has()
    {
        var books = await AllBooks();
        await books.Sign(notes: "\"сверено\" <ok> 帳簿");

        Assert.Contains("\"notes\":\"\\\"сверено\\\" <ok> 帳簿\"", Stored(new PeriodModel(books), EntityKey.ForPeriod(Books.Acme, Books.January), books), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_entries_add_to_them()
    {
        var books = await AllBooks();
        await books.Post("2026-01-31", Books.Id(0xE1));
        await books.Post("2026-01-10", Books.Id(0xE2));
        await books.Post("2026-03-01", Books.Id(0xE3));

        Assert.EndsWith(""","entries":{"count":2,"digest":"fd2ea8342add35fe99f440de4aab8c8d73341b6aabe05f7c95500d66e97b0c13"}}""", Stored(new PeriodModel(books), EntityKey.ForPeriod(Books.Acme, Books.January), books), StringComparison.Ordinal);
        Assert.EndsWith(""","postings":{"count":3,"earliest":"2026-01-10"}}""", Stored(new BusinessModel(), EntityKey.ForBusiness(Books.Acme), books), StringComparison.Ordinal);
    }

    public static TheoryData<string, string> Answers => new()
    {
        { "lock", """{"refusal":{"code":"period_not_closed"}}""" },
        { "close", """{"value":{"id":"00000000-0000-0000-0000-000000000101","business_id":"00000000-0000-0000-0000-000000000ace","start":"2026-01-01","end":"2026-01-31","status":"closed","closed_at":"2026-02-10T12:00:00+00:00","closed_by":"00000000-0000-0000-0000-00000000000a","lock_reason":"month end","created_at":"2026-02-10T12:00:00+00:00","updated_at":"2026-02-10T12:00:00+00:00","forced":false,"tag":"2-82d65e3593998ec0"}}""" },
        { "sign", """{"value":{"id":"00000000-0000-0000-0000-000000000501","period_id":"00000000-0000-0000-0000-000000000101","business_id":"00000000-0000-0000-0000-000000000ace","user_id":"00000000-0000-0000-0000-00000000000a","role":"preparer","snapshot_score":0.0,"state_hash":"8e788c37d97aee63cf1f69af0d0493a42bcd111065733ee81866e80d508b08b8","stale":false,"signed_at":"2026-02-10T12:00:00+00:00","created_at":"2026-02-10T12:00:00+00:00","updated_at":"2026-02-10T12:00:00+00:00","close_score":14.3}}""" },
        { "acknowledge", """{"value":{"id":"00000000-0000-0000-0000-000000000701","business_id":"00000000-0000-0000-0000-000000000ace","period_start":"2026-01-01","step_id":"trial_balance_review","acked_by":"00000000-0000-0000-0000-00000000000a","created_at":"2026-02-10T12:00:00+00:00","updated_at":"2026-02-10T12:00:00+00:00","waived":false}}""" },
        { "post", """{"value":{"entry_id":"00000000-0000-0000-0000-0000000000e1","period_id":"00000000-0000-0000-0000-000000000101","posted_by":"00000000-0000-0000-0000-00000000000a","posted_at":"2026-02-10T12:00:00+00:00"}}""" },
        { "post twice", """{"refusal":{"code":"journal_entry_exists"}}""" },
        { "post into a closed period", """{"refusal":{"code":"period_closed","blocked_by":{"period_id":"00000000-0000-0000-0000-000000000101","start":"2026-01-01","end":"2026-01-31","status":"closed","first_open":"2026-02-01"}}}""" },
        { "withdraw", """{"refusal":{"code":"step_not_found"}}""" },
        { "report", """{"value":{"period_id":"00000000-0000-0000-0000-000000000101","business_id":"00000000-0000-0000-0000-000000000ace","version":2,"inputs_version":2,"score":46.2,"coverage":65,"computed_at":"2026-02-10T12:00:00+00:00","trigger":"inputs-reported.v1","components":[{"key":"txn_review","weight":20,"value":50.0,"points_lost":15.4,"inputs":[{"name":"transaction_count","count":10},{"name":"unreviewed_count","count":5}]},{"key":"categorization","weight":20,"value":100.0,"points_lost":0.0,"inputs":[{"name":"transaction_count","count":10},{"name":"uncategorized_count","count":0}]},{"key":"reconciliation","weight":25,"points_lost":0.0,"inputs":[]},{"key":"checklist","weight":25,"value":0.0,"points_lost":38.5,"inputs":[{"name":"required","count":7},{"name":"completed","count":0}]},{"key":"anomalies","weight":10,"points_lost":0.0,"inputs":[]}],"ready":false,"band":"red"}}""" },
    };

    /// <summary>Answers kept before periods had tags.</summary>
    [Fact]
    public void An_answer_without_a_tag_is_read_as_one_that_has_none()
    {
        var kept = JsonSerializer.Deserialize(
            """{"value":{"id":"00000000-0000-0000-0000-000000000101","business_id":"00000000-0000-0000-0000-000000000ace","start":"2026-01-01","end":"2026-01-31","status":"open","created_at":"2026-02-10T12:00:00+00:00","updated_at":"2026-02-10T12:00:00+00:00","forced":false}}""",
            BusinessJson.Default.OutcomePeriodView);

        Assert.Null(kept.Value!.Tag);
    }

    [Theory]
    [MemberData(nameof(Answers))]
    public async Task An_answer_kept_for_a_retry(string command, string text)
    {
        var books = await Books.WithJanuary();
        var key = Books.Key("k");
        if (command == "post twice") await books.Post("2026-01-30", Books.Id(0xE1));
        if (command == "post into a closed period") await books.Close("2026-01-31");
        var refusal = command switch
        {
            "lock" => (await books.Lock(key: key)).Refusal,
            "close" => (await books.Close("2026-01-31", key: key)).Refusal,
            "sign" => (await books.Sign(key: key)).Refusal,
            "acknowledge" => (await books.Acknowledge(key: key)).Refusal,
            "post" or "post twice" or "post into a closed period" => (await books.Post("2026-01-31", Books.Id(0xE1), key)).Refusal,
            "withdraw" => (await books.Withdraw(key: key)).Refusal,
            _ => (await books.Report(10, 5, key)).Refusal,
        };

        Assert.Equal(text.StartsWith("{\"refusal\"", StringComparison.Ordinal), refusal is not null);
        Assert.Equal(text, Encoding.UTF8.GetString(Assert.Single(books.Journal.Answers).Reply));
    }

    private static string Stored<TState, TEvent>(EntityModel<TState, TEvent> model, EntityKey key, Books books)
        where TState : class
        where TEvent : class =>
        Encoding.UTF8.GetString(model.EncodeState(books.Journal.Of(key).Aggregate(model.Initial(key), model.Fold)));

    private static void Pinned<TState, TEvent>(string tag, string text, EntityModel<TState, TEvent> model, EntityKey key, Books books)
        where TState : class
        where TEvent : class
    {
        var state = books.Journal.Of(key).Aggregate(model.Initial(key), model.Fold);

        Assert.Equal((tag, text), (model.SnapshotTag, Encoding.UTF8.GetString(model.EncodeState(state))));
        Assert.Equal(text, Encoding.UTF8.GetString(model.EncodeState(model.DecodeState(Encoding.UTF8.GetBytes(text)))));
    }

    private static async Task<Books> AllBooks()
    {
        var books = await Books.WithJanuary();
        await books.Sign(notes: "seen");
        await books.Acknowledge();
        await books.Report(10, 5);
        await books.Close("2026-01-31");
        await books.Reopen();
        await books.Users().AddUser(new(Books.By(Guid.Empty), Books.Ann, "ann@acme", "Ann", "Lee", BusinessRole.Owner));
        await books.Users().IssueToken(new(Books.By(Guid.Empty), Books.Id(1), Books.Ann, "ci", null, 30, new(255), "dz_1"));
        await books.Users().NoteTokenUses(new(Books.By(Guid.Empty), [new(Books.Id(1), books.Now)]));
        await books.Users().RevokeToken(new(Books.By(), Books.Id(1), "leaked"));
        return books;
    }
}
