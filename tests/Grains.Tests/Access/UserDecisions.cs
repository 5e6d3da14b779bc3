using Periods.Grains.Access;
using static Periods.Grains.Tests.DecisionTable;

namespace Periods.Grains.Tests.Access;

/// <summary>Users and their tokens: what each command comes to in each state.</summary>
public sealed class UserDecisions
{
    private static readonly DecisionTable Table = new("""
        command                  | none                    | Ann added     | Ann has a token | Ann has ten   | Ann's expired | Ann's revoked | Ann's used
        add Ann                  | user-added              | MemberExists  | MemberExists    | MemberExists  | MemberExists  | MemberExists  | MemberExists
        add Bob                  | user-added              | user-added    | user-added      | user-added    | user-added    | user-added    | user-added
        add Bob as ANN@ACME      | user-added              | MemberExists  | MemberExists    | MemberExists  | MemberExists  | MemberExists  | MemberExists
        add the operator's id    | NotPermitted            | NotPermitted  | NotPermitted    | NotPermitted  | NotPermitted  | NotPermitted  | NotPermitted
        add the first            | user-added+token-issued | MemberExists  | MemberExists    | MemberExists  | MemberExists  | MemberExists  | MemberExists
        add the first as Bob     | NotPermitted            | NotPermitted  | NotPermitted    | NotPermitted  | NotPermitted  | NotPermitted  | NotPermitted
        issue a token            | UserNotFound            | token-issued  | token-issued    | TooManyTokens | token-issued  | token-issued  | token-issued
        issue the same one       | UserNotFound            | token-issued  | nothing         | nothing       | nothing       | nothing       | nothing
        revoke the token         | TokenNotFound           | TokenNotFound | token-revoked   | token-revoked | token-revoked | nothing       | token-revoked
        note a use               | nothing                 | nothing       | token-used      | token-used    | token-used    | token-used    | nothing
        note a use an hour later | nothing                 | nothing       | token-used      | token-used    | token-used    | token-used    | token-used
        read Ann                 | UserNotFound            | answer        | answer          | answer        | answer        | answer        | answer
        read Ann and Bob         | answer                  | answer        | answer          | answer        | answer        | answer        | answer
        read the token           | UserNotFound            | UserNotFound  | answer          | answer        | UserNotFound  | UserNotFound  | answer
        read the list            | answer                  | answer        | answer          | answer        | answer        | answer        | answer
        """);

    private static readonly Dictionary<string, Func<Books, Task>> States = new()
    {
        ["none"] = _ => Task.CompletedTask,
        ["Ann added"] = async books => await Add(books, Books.Ann, "ann@acme"),
        ["Ann has a token"] = books => WithTokens(books, 1),
        ["Ann has ten"] = books => WithTokens(books, Limits.ActiveTokensPerUserMax),
        ["Ann's expired"] = async books => { await WithTokens(books, Limits.ActiveTokensPerUserMax); books.Now += TimeSpan.FromDays(30); },
        ["Ann's revoked"] = async books => { await WithTokens(books, 1); await Revoke(books, 1); },
        ["Ann's used"] = async books => { await WithTokens(books, 1); await Use(books, 1, books.Now); },
    };

    private static readonly Dictionary<string, Func<Books, Task<(bool, Refusal?)>>> Commands = new()
    {
        ["add Ann"] = books => Of(Add(books, Books.Ann, "other@acme")),
        ["add Bob"] = books => Of(Add(books, Books.Bob, "bob@acme")),
        ["add Bob as ANN@ACME"] = books => Of(Add(books, Books.Bob, "ANN@ACME")),
        ["add the operator's id"] = books => Of(Add(books, Guid.Empty, "nobody@acme")),
        ["add the first"] = books => Of(AddFirst(books, Guid.Empty)),
        ["add the first as Bob"] = books => Of(AddFirst(books, Books.Bob)),
        ["issue a token"] = books => Of(Issue(books, 99)),
        ["issue the same one"] = books => Of(Issue(books, 1)),
        ["revoke the token"] = books => Of(Revoke(books, 1)),
        ["note a use"] = books => Of(Use(books, 1, books.Now + Limits.TokenUseNotedEvery - TimeSpan.FromMicroseconds(1))),
        ["note a use an hour later"] = books => Of(Use(books, 1, books.Now + Limits.TokenUseNotedEvery)),
        ["read the list"] = books => Of(books.Users().ListTokens(new(null, 50, null, false))),
        ["read Ann"] = books => Of(books.Users().GetUser(Books.Ann)),
        ["read Ann and Bob"] = books => Of(books.Users().FindUsers(new FindUsers([Books.Ann, Books.Bob]))),
        ["read the token"] = books => Of(books.Users().Authenticate(new(1))),
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

    [Fact]
    public async Task Of_many_ids_the_users_are_found()
    {
        var books = new Books();
        await Add(books, Books.Ann, "ann@acme");

        Assert.Equal([Books.Ann], (await books.Users().FindUsers(new FindUsers([Books.Bob, Books.Ann]))).Value!.Items.Select(user => user.Id));
    }

    [Fact]
    public async Task A_token_holds_until_the_moment_it_expires()
    {
        var books = new Books();
        await WithTokens(books, 1);

        books.Now += TimeSpan.FromDays(30) - TimeSpan.FromMicroseconds(1);
        Assert.Equal(Books.Ann, (await books.Users().Authenticate(new(1))).Value!.User.Id);

        books.Now += TimeSpan.FromMicroseconds(1);
        Assert.Equal(RefusalCode.UserNotFound, (await books.Users().Authenticate(new(1))).Refusal!.Code);
    }

    [Fact]
    public async Task Nobody_speaks_for_a_user_who_was_once_given_the_operators_id()
    {
        var books = new Books();
        var user = new AddUser(Books.By(Guid.Empty), Guid.Empty, "nobody@acme", "A", "B", BusinessRole.Viewer);
        Assert.Null((await books.Users().AddFirstUser(new(user.Caller, user, new(user.Caller, Books.Id(1), Guid.Empty, "ci", null, 30, new(1), "dz_1")))).Refusal);

        Assert.Equal(RefusalCode.UserNotFound, (await books.Users().Authenticate(new(1))).Refusal!.Code);
    }

    [Theory]
    [InlineData(BusinessRole.Owner, BusinessRole.Owner, null)]
    [InlineData(BusinessRole.Admin, BusinessRole.Admin, null)]
    [InlineData(BusinessRole.Admin, BusinessRole.Viewer, null)]
    [InlineData(BusinessRole.Admin, BusinessRole.Owner, RefusalCode.NotPermitted)]
    [InlineData(BusinessRole.Member, BusinessRole.Viewer, RefusalCode.TokenNotFound)]
    [InlineData(BusinessRole.Viewer, BusinessRole.Viewer, RefusalCode.TokenNotFound)]
    public async Task A_token_is_taken_back_by_whoever_could_issue_it_and_is_not_there_for_whoever_may_not_see_it(BusinessRole own, BusinessRole held, RefusalCode? refused)
    {
        var books = new Books();
        await books.Users().AddUser(new(Books.By(Guid.Empty), Books.Ann, "ann@acme", "A", "B", own));
        await books.Users().AddUser(new(Books.By(Guid.Empty), Books.Bob, "bob@acme", "A", "B", held));
        await books.Users().IssueToken(new(Books.By(Guid.Empty), Books.Id(1), Books.Bob, "ci", null, 30, new(1), "dz_1"));

        Assert.Equal(refused, (await Revoke(books, 1, by: Books.Ann)).Refusal?.Code);
        Assert.Null((await Revoke(books, 1, by: Books.Bob)).Refusal);
    }

    [Fact]
    public async Task A_business_has_as_many_users_as_it_may_and_no_more()
    {
        var books = new Books();
        for (var n = 1; n <= Limits.MembersPerBusinessMax; n++) Assert.Null((await Add(books, Books.Id(n), $"{n}@acme")).Refusal);

        Assert.Equal(RefusalCode.TooManyMembers, (await Add(books, Books.Id(Limits.MembersPerBusinessMax + 1), "late@acme")).Refusal!.Code);
    }

    [Fact]
    public void Every_text_of_users_and_active_tokens_has_its_weight()
    {
        var at = Books.At("2026-02-10T12:00:00Z");
        var bare = Weight("", "", "", "", null);

        Assert.Equal([bare + 1, bare + 2, bare + 3, bare + 4, bare + 5],
            [Weight("1", "", "", "", null), Weight("", "12", "", "", null), Weight("", "", "123", "", null), Weight("", "", "", "1234", null), Weight("", "", "", "", "12345")]);

        long Weight(string email, string first, string last, string token, string? description)
        {
            var users = UsersState.Initial(EntityKey.ForUsers(Books.Acme));
            users = users with { Users = users.Users.Add(Books.Ann, new UserView(Books.Ann, Books.Acme, email, first, last, BusinessRole.Viewer, at)) };
            return users.With("1", new TokenView(Books.Id(1), Books.Acme, Books.Ann, token, description, "dz_1", at, at.AddDays(1))).Weight(at);
        }
    }

    [Fact]
    public void Of_the_ended_tokens_of_all_users_the_newest_are_kept()
    {
        var at = Books.At("2026-02-10T12:00:00Z");
        var users = UsersState.Initial(EntityKey.ForUsers(Books.Acme));
        for (var n = 1; n <= Limits.EndedTokensKept + 2; n++)
            users = users.With($"{n:x32}", new TokenView(Books.Id(n), Books.Acme, Books.Id(0x10000 + n), "ci", null, "dz_1", at.AddSeconds(n), at.AddSeconds(n)));

        users = UsersFold.Evolve(users, new TokenIssued(Books.Id(0xFFFF), Books.Ann, "ci", null, "dz_1", "f", at.AddDays(9)), new EventStamp(at.AddDays(1), Guid.Empty, 1, ""));

        Assert.Equal([.. Enumerable.Range(3, Limits.EndedTokensKept), 0xFFFF], users.TokensByHash.Values.Select(token => Number(token.Id)).Order());
    }

    [Fact]
    public async Task A_use_is_shown_as_of_its_moment_and_not_of_the_one_in_which_it_was_noted()
    {
        var books = new Books();
        await WithTokens(books, 1);
        var used = books.Now;
        books.Now += TimeSpan.FromMinutes(10);

        await Use(books, 1, used);

        Assert.Equal(used, (await books.Users().ListTokens(new(null, 1, null, false))).Value!.Items[0].LastUsedAt);
    }

    [Theory]
    [InlineData("name")]
    [InlineData("description")]
    [InlineData("revocation_reason")]
    public void Whichever_text_of_its_tokens_is_long_a_page_ends_early(string which)
    {
        var text = new string('t', Limits.NotesLengthMax);
        const int Tokens = Limits.PageTextMax / Limits.NotesLengthMax + 1;
        var at = Books.At("2026-02-10T12:00:00Z");
        var users = UsersState.Initial(EntityKey.ForUsers(Books.Acme));
        for (var n = 1; n <= Tokens; n++)
            users = users.With($"{n:x32}", new TokenView(
                Books.Id(n), Books.Acme, Books.Ann, which == "name" ? text : "", which == "description" ? text : null, "dz_1", at, at, null, null, which == "revocation_reason" ? text : null));

        Assert.Equal(Tokens - 1, TokenPages.Page(users, new(null, Limits.PageSizeMax, null, false)).Items.Count);
    }

    [Fact]
    public void Long_texts_of_many_users_leave_less_room_for_others_and_for_tokens()
    {
        var name = new string('n', Limits.NameLengthMax);
        var users = UsersState.Initial(EntityKey.ForUsers(Books.Acme));
        var at = Books.At("2026-02-10T12:00:00Z");
        for (var n = 1; users.Weight(at) < Limits.UsersWeightMax; n++)
            users = users.With($"{n:x32}", new TokenView(Books.Id(n), Books.Acme, Books.Ann, name, new string('d', Limits.NotesLengthMax), "dz_1", at, at.AddDays(1)));
        var stamp = new Stamp(at, Guid.Empty);
        var add = new AddUser(Books.By(Guid.Empty), Books.Bob, "bob@acme", "Bob", "Ray", BusinessRole.Viewer);
        var issue = new IssueToken(Books.By(Guid.Empty), Books.Id(99), Books.Bob, "t", null, 30, new(0), "dz_1");

        Assert.Equal(RefusalCode.TooManyMembers, UserRules.AddUser(users, add, stamp).Refusal?.Code);
        var withBob = users with { Users = users.Users.Add(Books.Bob, new UserView(Books.Bob, Books.Acme, "bob@acme", "Bob", "Ray", BusinessRole.Viewer, at)) };
        Assert.Equal(RefusalCode.TooManyTokens, UserRules.IssueToken(withBob, issue, stamp).Refusal?.Code);
        // What ended takes no room.
        Assert.Null(UserRules.IssueToken(withBob, issue, stamp with { At = at.AddDays(1) }).Refusal);
    }

    [Fact]
    public async Task Ended_tokens_do_not_count_and_the_oldest_of_them_are_forgotten_also_after_a_restart()
    {
        var books = new Books();
        await Add(books, Books.Ann, "ann@acme");
        for (var n = 1; n <= Limits.EndedTokensKeptPerUser + 5; n++)
        {
            books.Now += TimeSpan.FromSeconds(1);
            Assert.Null((await Issue(books, n)).Refusal);
            await Revoke(books, n, by: Guid.Empty);
        }
        await Issue(books, 99);

        foreach (var now in new[] { books, books.Restarted() })
        {
            var page = (await now.Users().ListTokens(new(Books.Ann, 1_000, null, false))).Value!;
            Assert.Equal([99, .. Enumerable.Range(6, Limits.EndedTokensKeptPerUser).Reverse()], page.Items.Select(token => Number(token.Id)));
        }
        Assert.Equal(RefusalCode.TokenNotFound, (await Revoke(books, 5, by: Guid.Empty)).Refusal!.Code);
    }

    [Fact]
    public async Task A_token_that_is_active_is_never_forgotten()
    {
        var books = new Books();
        await Add(books, Books.Ann, "ann@acme");
        await Issue(books, 99);
        for (var n = 1; n <= Limits.EndedTokensKeptPerUser + 2; n++)
        {
            books.Now += TimeSpan.FromSeconds(1);
            await Issue(books, n);
            await Revoke(books, n, by: Guid.Empty);
        }

        Assert.Contains(99, (await books.Users().ListTokens(new(Books.Ann, 1_000, null, false))).Value!.Items.Select(token => Number(token.Id)));
    }

    [Fact]
    public async Task Whoever_has_many_ended_tokens_makes_nobody_elses_forgotten()
    {
        var books = new Books();
        await Add(books, Books.Ann, "ann@acme");
        await Add(books, Books.Bob, "bob@acme");
        await books.Users().IssueToken(new(Books.By(Guid.Empty), Books.Id(500), Books.Bob, "ci", null, 30, new TokenHash(500), "dz_1234567"));
        await Revoke(books, 500, by: Guid.Empty);
        for (var n = 1; n <= Limits.EndedTokensKeptPerUser; n++)
        {
            books.Now += TimeSpan.FromSeconds(1);
            await Issue(books, n);
            await Revoke(books, n, by: Guid.Empty);
        }
        await Issue(books, 99);

        Assert.Equal([500], (await books.Users().ListTokens(new(Books.Bob, 1_000, null, false))).Value!.Items.Select(token => Number(token.Id)));
    }

    [Theory]
    [InlineData(null, false, 3, new[] { 5, 4, 3 }, false, true)]
    [InlineData(3, false, 3, new[] { 2, 1 }, true, false)]
    [InlineData(3, true, 1, new[] { 4 }, true, true)]
    [InlineData(null, true, 2, new[] { 2, 1 }, true, false)]
    [InlineData(5, true, 2, new int[0], false, true)]
    public async Task Tokens_are_listed_newest_first_a_page_at_a_time(int? after, bool backwards, int limit, int[] listed, bool hasBefore, bool hasAfter)
    {
        var books = new Books();
        await WithTokens(books, 5);
        var all = (await books.Users().ListTokens(new(null, 50, null, false))).Value!.Items;

        var page = (await books.Users().ListTokens(new(
            null, limit, after is { } n ? TokenCursor.Of(all.Single(token => Number(token.Id) == n)) : null, backwards))).Value!;

        Assert.Equal(listed, page.Items.Select(token => Number(token.Id)));
        Assert.Equal((5, hasBefore, hasAfter), (page.Total, page.HasBefore, page.HasAfter));
    }

    [Fact]
    public async Task A_list_of_one_user_has_no_other_users_tokens()
    {
        var books = new Books();
        await WithTokens(books, 2);
        await Add(books, Books.Bob, "bob@acme");

        Assert.Empty((await books.Users().ListTokens(new(Books.Bob, 50, null, false))).Value!.Items);
        Assert.Equal(2, (await books.Users().ListTokens(new(Books.Ann, 50, null, false))).Value!.Total);
    }

    [Theory]
    [InlineData(BusinessRole.Owner, BusinessRole.Owner, true)]
    [InlineData(BusinessRole.Admin, BusinessRole.Admin, true)]
    [InlineData(BusinessRole.Admin, BusinessRole.Viewer, true)]
    [InlineData(BusinessRole.Admin, BusinessRole.Owner, false)]
    [InlineData(BusinessRole.Member, BusinessRole.Admin, false)]
    public async Task Nobody_hands_out_more_than_they_have(BusinessRole own, BusinessRole given, bool allowed)
    {
        var books = new Books();
        await books.Users().AddUser(new(Books.By(Guid.Empty), Books.Ann, "ann@acme", "A", "B", own));
        await books.Users().AddUser(new(Books.By(Guid.Empty), Books.Bob, "bob@acme", "A", "B", given));

        var added = await books.Users().AddUser(new(Books.By(), Books.Id(0xC), "carl@acme", "A", "B", given));
        var issued = await books.Users().IssueToken(new(Books.By(), Books.Id(1), Books.Bob, "ci", null, 30, new(1), "dz_1"));

        Assert.Equal(allowed ? null : RefusalCode.NotPermitted, added.Refusal?.Code);
        Assert.Equal(allowed ? null : RefusalCode.NotPermitted, issued.Refusal?.Code);
    }

    private static ValueTask<Outcome<TokenView>> Revoke(Books books, int n, Guid? by = null) => books.Users().RevokeToken(new(Books.By(by), Books.Id(n)));

    private static ValueTask<Outcome<Done>> Use(Books books, int n, DateTimeOffset at) =>
        books.Users().NoteTokenUses(new(Books.By(Guid.Empty), [new(Books.Id(n), at)]));

    private static ValueTask<Outcome<UserView>> Add(Books books, Guid id, string email) =>
        books.Users().AddUser(new(Books.By(Guid.Empty), id, email, "A", "B", BusinessRole.Member));

    private static ValueTask<Outcome<UserView>> AddFirst(Books books, Guid by) => books.Users().AddFirstUser(new(
        Books.By(by),
        new(Books.By(by), Books.Bob, "bob@acme", "A", "B", BusinessRole.Owner),
        new(Books.By(by), Books.Id(98), Books.Bob, "first", null, 30, new(98), "dz_1")));

    private static ValueTask<Outcome<TokenView>> Issue(Books books, int n) =>
        books.Users().IssueToken(new(Books.By(Guid.Empty), Books.Id(n), Books.Ann, "ci", null, 30, new((UInt128)n), "dz_1"));

    private static async Task WithTokens(Books books, int count)
    {
        await Add(books, Books.Ann, "ann@acme");
        for (var n = 1; n <= count; n++) await Issue(books, n);
    }

    private static int Number(Guid id) => int.Parse($"{id}"[^6..], System.Globalization.NumberStyles.HexNumber, System.Globalization.CultureInfo.InvariantCulture);
}
