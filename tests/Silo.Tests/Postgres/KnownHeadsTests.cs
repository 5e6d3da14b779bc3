using Periods.Silo.Postgres;
using Periods.Silo.Tests.Journals;

namespace Periods.Silo.Tests.Postgres;

/// <summary>What a silo may still take for the last event it saw, whenever it was told.</summary>
public sealed class KnownHeadsTests
{
    private readonly PostgresServer _server = new("Host=nowhere");
    private readonly EntityPen _pen = EntityPen.New();
    private readonly KnownHeads _heads;

    public KnownHeadsTests() => _heads = new(_server);

    [Fact]
    public void What_was_read_before_all_was_forgotten_is_not_learned_after()
    {
        var (age, read) = (_heads.Age, Written());
        _heads.Learn(_pen.Key, read, _server.Failures, age);
        Assert.True(Knows(read));

        _heads.Renew();

        Assert.False(Knows(read));
        _heads.Learn(_pen.Key, read, _server.Failures, age);
        Assert.False(Knows(read));
        _heads.Learn(_pen.Key, read, _server.Failures, _heads.Age);
        Assert.True(Knows(read));
    }

    [Fact]
    public void What_is_read_late_is_no_head_over_a_younger_one()
    {
        var (older, younger) = (Written(), Written());
        _heads.Learn(_pen.Key, younger, _server.Failures);
        _heads.Learn(_pen.Key, older, _server.Failures, _heads.Age);
        Assert.True(Knows(younger));
    }

    [Fact]
    public void A_commit_over_a_connection_from_before_a_failure_makes_all_that_was_read_doubtful()
    {
        var (connection, older) = (_server.Failures, Written());
        _server.NoteFailure(new TimeoutException());
        var age = _heads.Age;
        _heads.Learn(_pen.Key, older, _server.Failures, age);

        _heads.Learn(_pen.Key, Written(), connection);

        Assert.False(Knows(older));
        // Read before that commit, heard of after it.
        _heads.Learn(_pen.Key, older, _server.Failures, age);
        Assert.False(Knows(older));
    }

    [Fact]
    public void Who_was_not_asked_for_long_is_let_go_and_who_was_is_not()
    {
        var (read, busy) = (Written(), EntityPen.New().Key);
        _heads.Learn(_pen.Key, read, _server.Failures);
        _heads.Learn(busy, read, _server.Failures);
        for (var i = 0; i < PostgresSettings.HeadsKnown; i++)
        {
            _heads.Learn(EntityPen.New().Key, read, _server.Failures);
            if (i % 1_000 == 0) Assert.True(_heads.TryGet(busy, out _));
        }

        Assert.False(Knows(read));
        Assert.True(_heads.TryGet(busy, out _));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void What_another_silo_has_written_over_is_no_head_any_more_however_long_ago_it_was_learned(bool isLongAgo)
    {
        var rows = new BatchRows();
        rows.Add(_pen.Part("refused"));
        _heads.Learn(_pen.Key, new(7, _pen.Head), _server.Failures);
        if (isLongAgo) LearnMany();

        _heads.Forget(rows);

        Assert.False(_heads.TryGet(_pen.Key, out _));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void After_a_failure_nothing_is_known_any_more_however_long_ago_it_was_learned(bool isLongAgo)
    {
        var written = Written();
        _heads.Learn(_pen.Key, written, _server.Failures);
        if (isLongAgo) LearnMany();

        _server.NoteFailure(new TimeoutException());

        Assert.False(Knows(written));
    }

    /// <summary>So many that those before them are among the older ones, but not forgotten.</summary>
    private void LearnMany()
    {
        for (var i = 0; i < PostgresSettings.HeadsKnown / 2; i++) _heads.Learn(EntityPen.New().Key, new(7, _pen.Head), _server.Failures);
    }

    private KnownHead Written()
    {
        _pen.Part("more");
        return new(7, _pen.Head);
    }

    private bool Knows(KnownHead head) => _heads.TryGet(_pen.Key, out var known) && known == head;
}
