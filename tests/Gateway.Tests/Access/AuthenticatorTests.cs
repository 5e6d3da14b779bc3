using Periods.Access;
using Periods.Audit;
using Periods.Businesses;
using Periods.Closing;
using Periods.Gateway.Access;
using Periods.Gateway.Tests.Running;
using Periods.Posting;
using Periods.Scoring;

namespace Periods.Gateway.Tests.Access;

/// <summary>What a process believes of a token, and for how long; by a clock and users that the test moves.</summary>
public sealed class AuthenticatorTests : TimeProvider, IGrains, IUsersGrain
{
    private static readonly Guid Acme = new(1, 0, 0, [0, 0, 0, 0, 0, 0, 0, 1]);

    private readonly string _secret = TokenSecret.New(Acme);
    private readonly Authenticator _authenticator;
    private DateTimeOffset _now = new(2026, 2, 10, 12, 0, 0, TimeSpan.Zero);
    private Task _asking = Task.CompletedTask;
    private bool _holds = true;
    private TimeSpan _left = TimeSpan.FromDays(30);
    private int _asked;

    public AuthenticatorTests() => _authenticator = new Authenticator(this, operatorToken: null, this);

    [Fact]
    public async Task A_token_is_believed_for_half_of_what_a_revocation_may_take()
    {
        Assert.True(await Knows());
        _holds = false;
        _now += Limits.TokenBelief - TimeSpan.FromTicks(1);
        Assert.True(await Knows());
        Assert.Equal(1, _asked);

        _now += TimeSpan.FromTicks(1);
        Assert.False(await Knows());
        Assert.True(Limits.TokenBelief * 2 <= TimeSpan.FromSeconds(5));
    }

    [Fact]
    public async Task A_token_is_not_believed_beyond_its_end()
    {
        _left = TimeSpan.FromSeconds(1);
        Assert.True(await Knows());
        _now += _left - TimeSpan.FromTicks(1);
        Assert.True(await Knows());
        Assert.Equal(1, _asked);

        _now += TimeSpan.FromTicks(1);
        await Knows();
        Assert.Equal(2, _asked);
    }

    [Fact]
    public async Task What_was_believed_of_a_business_is_forgotten_and_of_others_is_not()
    {
        Assert.True(await Knows());
        _holds = false;
        _authenticator.Forget(Guid.NewGuid());
        Assert.True(await Knows());

        _authenticator.Forget(Acme);
        Assert.False(await Knows());
    }

    [Fact]
    public async Task An_answer_that_was_on_its_way_while_a_token_was_taken_back_is_not_believed()
    {
        var answer = new TaskCompletionSource();
        _asking = answer.Task;
        var knowing = Knows();
        _authenticator.Forget(Acme);
        answer.SetResult();
        Assert.True(await knowing);

        _holds = false;
        Assert.False(await Knows());
    }

    [Fact]
    public async Task What_is_believed_is_as_old_as_the_question_however_long_the_answer_took()
    {
        var answer = new TaskCompletionSource();
        _asking = answer.Task;
        var knowing = Knows();
        _now += Limits.TokenBelief;
        answer.SetResult();
        Assert.True(await knowing);

        _holds = false;
        Assert.False(await Knows());
    }

    [Fact]
    public async Task Of_more_tokens_than_may_be_believed_the_first_are_asked_for_again()
    {
        Assert.True(await Knows());
        for (var n = 0; n < Limits.TokensBelievedMax; n++) await _authenticator.Identify(TokenSecret.New(Acme));
        _asked = 0;

        Assert.True(await Knows());
        Assert.Equal(1, _asked);
    }

    [Fact]
    public async Task What_the_operator_uses_is_not_noted()
    {
        Assert.True((await _authenticator.Identify(TokenSecret.New(Authenticator.OperatorHouse))).Value!.IsOperator);
        // A note would be refused here.
        using var told = new KeptLog();
        await _authenticator.Uses.Note(told);
        Assert.Empty(told.Entries);
    }

    [Fact]
    public async Task A_credential_of_any_length_is_one_that_nobody_holds() =>
        Assert.Equal(default, await _authenticator.Identify(new string('x', 10_000)));

    [Fact]
    public async Task What_is_not_known_is_asked_for_each_time()
    {
        _holds = false;
        Assert.False(await Knows());
        _holds = true;
        Assert.True(await Knows());
    }

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override long GetTimestamp() => _now.Ticks;

    public override DateTimeOffset GetUtcNow() => _now;

    IUsersGrain IGrains.Users(Guid businessId) => this;

    async ValueTask<Outcome<Principal>> IUsersGrain.Authenticate(TokenHash hash)
    {
        _asked++;
        Outcome<Principal> found = _holds
            ? new Principal(Acme, Acme, new UserView(Acme, Acme, "ann@acme", "Ann", "Lee", BusinessRole.Viewer, _now), _now + _left)
            : RefusalCode.UserNotFound;
        await _asking;
        return found;
    }

    private async Task<bool> Knows() => (await _authenticator.Identify(_secret)).Value is not null;

    IBusinessGrain IGrains.Business(Guid businessId) => throw new NotSupportedException();

    IAuditGrain IGrains.Audit(Guid businessId) => throw new NotSupportedException();

    IPostingGrain IGrains.Posting(Guid businessId) => throw new NotSupportedException();

    IPeriodGrain IGrains.Period(Guid businessId, Guid periodId) => throw new NotSupportedException();

    ICloseScoreGrain IGrains.CloseScore(Guid businessId, Guid periodId) => throw new NotSupportedException();

    ValueTask<Outcome<UserView>> IUsersGrain.AddUser(AddUser request) => throw new NotSupportedException();

    ValueTask<Outcome<UserView>> IUsersGrain.AddFirstUser(AddFirstUser request) => throw new NotSupportedException();

    ValueTask<Outcome<TokenView>> IUsersGrain.IssueToken(IssueToken request) => throw new NotSupportedException();

    ValueTask<Outcome<TokenView>> IUsersGrain.RevokeToken(RevokeToken request) => throw new NotSupportedException();

    ValueTask<Outcome<Done>> IUsersGrain.NoteTokenUses(NoteTokenUses request) => throw new NotSupportedException();

    ValueTask<Outcome<TokenPage>> IUsersGrain.ListTokens(ListTokens request) => throw new NotSupportedException();

    ValueTask<Outcome<UserView>> IUsersGrain.GetUser(Guid userId) => throw new NotSupportedException();

    ValueTask<Outcome<UserList>> IUsersGrain.FindUsers(FindUsers request) => throw new NotSupportedException();
}
