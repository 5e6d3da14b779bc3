using static Periods.Grains.Tests.DecisionTable;

namespace Periods.Grains.Tests.Access;

/// <summary>Users and their tokens: what each command comes to in each state.</summary>
public sealed class UserDecisions
{
    private static readonly DecisionTable Table = new("""
        command             | none         | Ann added    | Ann has a token | Ann has ten   | Ann's expired
        add Ann             | user-added   | MemberExists | MemberExists    | MemberExists  | MemberExists
        add Bob             | user-added   | user-added   | user-added      | user-added    | user-added
        add Bob as ANN@ACME | user-added   | MemberExists | MemberExists    | MemberExists  | MemberExists
        issue a token       | UserNotFound | token-issued | token-issued    | TooManyTokens | token-issued
        issue the same one  | UserNotFound | token-issued | nothing         | nothing       | nothing
        read Ann            | UserNotFound | answer       | answer          | answer        | answer
        read Ann and Bob    | answer       | answer       | answer          | answer        | answer
        read the token      | UserNotFound | UserNotFound | answer          | answer        | UserNotFound
        """);

    private static readonly Dictionary<string, Func<Books, Task>> States = new()
    {
        ["none"] = _ => Task.CompletedTask,
        ["Ann added"] = async books => await Add(books, Books.Ann, "ann@acme"),
        ["Ann has a token"] = books => WithTokens(books, 1),
        ["Ann has ten"] = books => WithTokens(books, Limits.ActiveTokensPerUserMax),
        ["Ann's expired"] = async books => { await WithTokens(books, Limits.ActiveTokensPerUserMax); books.Now += TimeSpan.FromDays(30); },
    };

    private static readonly Dictionary<string, Func<Books, Task<(bool, Refusal?)>>> Commands = new()
    {
        ["add Ann"] = books => Of(Add(books, Books.Ann, "other@acme")),
        ["add Bob"] = books => Of(Add(books, Books.Bob, "bob@acme")),
        ["add Bob as ANN@ACME"] = books => Of(Add(books, Books.Bob, "ANN@ACME")),
        ["issue a token"] = books => Of(Issue(books, 99)),
        ["issue the same one"] = books => Of(Issue(books, 1)),
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

    private static ValueTask<Outcome<UserView>> Add(Books books, Guid id, string email) =>
        books.Users().AddUser(new(Books.By(Guid.Empty), id, email, "A", "B", BusinessRole.Member));

    private static ValueTask<Outcome<TokenView>> Issue(Books books, int n) =>
        books.Users().IssueToken(new(Books.By(Guid.Empty), Books.Id(n), Books.Ann, "ci", null, 30, new((UInt128)n), "dz_1"));

    private static async Task WithTokens(Books books, int count)
    {
        await Add(books, Books.Ann, "ann@acme");
        for (var n = 1; n <= count; n++) await Issue(books, n);
    }
}
