using System.Diagnostics;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;
using Periods.Gateway.Tests.Running;
using Periods.Silo.Local;
using Periods.Silo.Postgres;

namespace Periods.Silo.Tests.Postgres;

/// <summary>Score hints that do not come through.</summary>
[Collection(PostgresTests.Name)]
public sealed class PostgresBellTests(PostgresFixture postgres)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly string _database = postgres.Cluster.NewDatabase();

    [Fact]
    public async Task Who_is_cut_off_says_so_once_and_again_only_after_hints_went_both_ways()
    {
        using var log = new KeptLog();
        using var logs = LoggerFactory.Create(to => to.AddProvider(log));
        var time = new HurriedTime();
        await using var notices = new LocalNotices(TimeProvider.System, NullLogger<LocalNotices>.Instance);
        var later = new NpgsqlConnectionStringBuilder(_database) { Database = "made_later" }.ConnectionString;
        await using var bell = new PostgresBell(later, notices, time, logs.CreateLogger<PostgresBell>());

        Assert.True(SpinWait.SpinUntil(() => time.Tries > 20, Patience));
        Assert.Contains("hints to and from other silos are interrupted", Assert.Single(log.Entries), StringComparison.Ordinal);

        Sql.Run(_database, "CREATE DATABASE made_later");
        Assert.True(SpinWait.SpinUntil(
            () =>
            {
                Sql.Run(_database, "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = 'made_later' AND query LIKE 'LISTEN%'");
                return log.Entries.Length > 1;
            },
            Patience));
    }

    [Fact]
    public async Task However_many_scores_change_at_once_all_of_them_are_told()
    {
        await using var other = new NpgsqlConnection(_database + ";Pooling=False");
        await other.OpenAsync();
        await using (var listen = new NpgsqlCommand("LISTEN periods_score", other)) await listen.ExecuteNonQueryAsync();
        var heard = new HashSet<string>();
        other.Notification += (_, told) => heard.UnionWith(told.Payload.Split(' ').Where(entry => entry.Contains('=', StringComparison.Ordinal)));
        await using var notices = new LocalNotices(TimeProvider.System, NullLogger<LocalNotices>.Instance);
        await using var bell = new PostgresBell(_database, notices, TimeProvider.System, NullLogger<PostgresBell>.Instance);
        var periods = Enumerable.Range(0, 500).Select(_ => EntityKey.ForPeriod(Guid.NewGuid(), Guid.NewGuid())).ToArray();

        // As long as an entry may become, and long before the first is told.
        foreach (var period in periods) bell.Ring(period, long.MaxValue, new(ActivityTraceId.CreateRandom(), ActivitySpanId.CreateRandom(), ActivityTraceFlags.Recorded));

        while (heard.Count < periods.Length) Assert.True(await other.WaitAsync(Patience), $"{heard.Count} were told.");
        Assert.Equal(periods.Select(period => $"{period}={long.MaxValue}").Order(StringComparer.Ordinal), heard.Order(StringComparer.Ordinal));
    }

    /// <summary>Who tries again after a second does so at once, and is counted.</summary>
    private sealed class HurriedTime : TimeProvider
    {
        private int _tries;

        public int Tries => Volatile.Read(ref _tries);

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            if (dueTime != TimeSpan.FromSeconds(1)) return System.CreateTimer(callback, state, dueTime, period);
            Interlocked.Increment(ref _tries);
            return System.CreateTimer(callback, state, TimeSpan.FromMilliseconds(1), period);
        }
    }
}
