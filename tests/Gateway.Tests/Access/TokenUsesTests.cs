using Microsoft.Extensions.Logging.Abstractions;
using Periods.Access;
using Periods.Audit;
using Periods.Businesses;
using Periods.Closing;
using Periods.Gateway.Access;
using Periods.Gateway.Tests.Running;
using Periods.Posting;
using Periods.Scoring;

namespace Periods.Gateway.Tests.Access;

/// <summary>What becomes of uses that were seen: by users and a clock that the test moves.</summary>
public sealed class TokenUsesTests : TimeProvider, IGrains, IUsersGrain
{
    private static readonly Guid Acme = new(1, 0, 0, [0, 0, 0, 0, 0, 0, 0, 1]), Token = new(2, 0, 0, [0, 0, 0, 0, 0, 0, 0, 2]);

    private static readonly DateTimeOffset Noon = new(2026, 2, 10, 12, 0, 0, TimeSpan.Zero);

    private readonly List<IReadOnlyList<TokenUse>> _notes = [];
    private readonly TokenUses _uses;
    private Func<Outcome<Done>> _take = () => Done.Instance;
    private (Action Ring, TimeSpan Period)? _timer;

    public TokenUsesTests() => _uses = new TokenUses(this, this);

    [Fact]
    public async Task A_use_that_cannot_be_noted_is_noted_with_the_next()
    {
        _uses.Saw(Acme, new(Token, Noon));
        _take = () => RefusalCode.StorageUnavailable;
        await _uses.Note(NullLogger.Instance);
        _take = () => Done.Instance;
        await _uses.Note(NullLogger.Instance);
        await _uses.Note(NullLogger.Instance);

        Assert.Equal([new TokenUse(Token, Noon), new TokenUse(Token, Noon)], _notes.SelectMany(note => note));
    }

    [Fact]
    public async Task A_use_that_comes_while_one_before_it_is_noted_is_noted_after_it()
    {
        _uses.Saw(Acme, new(Token, Noon));
        _take = () =>
        {
            if (_notes.Count == 1) _uses.Saw(Acme, new(Token, Noon.AddHours(1)));
            return Done.Instance;
        };
        await _uses.Note(NullLogger.Instance);
        await _uses.Note(NullLogger.Instance);

        Assert.Equal([new TokenUse(Token, Noon), new TokenUse(Token, Noon.AddHours(1))], _notes.SelectMany(note => note));
    }

    [Fact]
    public async Task So_many_uses_are_kept_and_no_more_and_so_many_of_them_are_one_note()
    {
        for (var n = 0; n <= Limits.TokensBelievedMax; n++) _uses.Saw(Acme, new(new(n, 0, 0, [0, 0, 0, 0, 0, 0, 0, 0]), Noon));
        await _uses.Note(NullLogger.Instance);

        Assert.Equal(Limits.TokensBelievedMax, _notes.Sum(note => note.Count));
        Assert.All(_notes, note => Assert.InRange(note.Count, 1, Limits.TokenUsesPerNote));
    }

    [Fact]
    public async Task Uses_are_noted_now_and_then_until_the_service_stops()
    {
        using var stop = new CancellationTokenSource();
        var running = _uses.Run(NullLogger.Instance, stop.Token);
        Assert.Equal(Limits.TokenUsesGatheredFor, _timer!.Value.Period);
        for (var note = 1; note <= 2; note++)
        {
            _uses.Saw(Acme, new(Token, Noon.AddHours(note)));
            _timer.Value.Ring();
            await Until.Holds(() => Task.FromResult(_notes.Count == note));
        }

        await stop.CancelAsync();
        await running.WaitAsync(TimeSpan.FromSeconds(30));
    }

    [Fact]
    public async Task A_fault_at_one_business_keeps_no_other_from_being_noted()
    {
        var others = Enumerable.Range(1, 20).Select(n => new Guid(n, 0, 0, [0, 0, 0, 0, 0, 0, 0, 3])).ToList();
        foreach (var business in others.Append(Acme)) _uses.Saw(business, new(Token, Noon));
        _take = () => _notes.Count <= 5 ? throw new InvalidOperationException("a bug") : Done.Instance;

        await _uses.Note(NullLogger.Instance);

        Assert.Equal(others.Count + 1, _notes.Count);
    }

    [Fact]
    public async Task A_fault_is_told_and_the_uses_are_noted_the_next_time()
    {
        using var told = new KeptLog();
        using var stop = new CancellationTokenSource();
        var running = _uses.Run(told, stop.Token);
        _uses.Saw(Acme, new(Token, Noon));
        _take = () => throw new InvalidOperationException("a bug");
        _timer!.Value.Ring();
        await Until.Holds(() => Task.FromResult(told.Entries.Length == 1));

        _take = () => Done.Instance;
        _timer.Value.Ring();
        await Until.Holds(() => Task.FromResult(_notes.Count == 2));

        Assert.Equal([$"Error Uses of tokens were not noted this time: business={Acme} InvalidOperationException"], told.Entries);
        await stop.CancelAsync();
        await running.WaitAsync(TimeSpan.FromSeconds(30));
    }

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        _timer = (() => callback(state), period);
        return base.CreateTimer(callback, state, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    IUsersGrain IGrains.Users(Guid businessId) => this;

    ValueTask<Outcome<Done>> IUsersGrain.NoteTokenUses(NoteTokenUses request)
    {
        _notes.Add(request.Uses);
        return new(_take());
    }

    IBusinessGrain IGrains.Business(Guid businessId) => throw new NotSupportedException();

    IAuditGrain IGrains.Audit(Guid businessId) => throw new NotSupportedException();

    IPostingGrain IGrains.Posting(Guid businessId) => throw new NotSupportedException();

    IPeriodGrain IGrains.Period(Guid businessId, Guid periodId) => throw new NotSupportedException();

    ICloseScoreGrain IGrains.CloseScore(Guid businessId, Guid periodId) => throw new NotSupportedException();

    ValueTask<Outcome<Principal>> IUsersGrain.Authenticate(TokenHash hash) => throw new NotSupportedException();

    ValueTask<Outcome<UserView>> IUsersGrain.AddUser(AddUser request) => throw new NotSupportedException();

    ValueTask<Outcome<UserView>> IUsersGrain.AddFirstUser(AddFirstUser request) => throw new NotSupportedException();

    ValueTask<Outcome<TokenView>> IUsersGrain.IssueToken(IssueToken request) => throw new NotSupportedException();

    ValueTask<Outcome<TokenView>> IUsersGrain.RevokeToken(RevokeToken request) => throw new NotSupportedException();

    ValueTask<Outcome<TokenPage>> IUsersGrain.ListTokens(ListTokens request) => throw new NotSupportedException();

    ValueTask<Outcome<UserView>> IUsersGrain.GetUser(Guid userId) => throw new NotSupportedException();

    ValueTask<Outcome<UserList>> IUsersGrain.FindUsers(FindUsers request) => throw new NotSupportedException();
}
