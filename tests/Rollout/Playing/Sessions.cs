using Npgsql;

namespace Periods.Rollout.Playing;

/// <summary>Counts the sessions of silos on the database, all the time.</summary>
internal sealed class Sessions : IAsyncDisposable
{
    private static readonly TimeSpan LookEvery = TimeSpan.FromMilliseconds(200);

    private readonly CancellationTokenSource _stop = new();
    private readonly Task _counting;

    public Sessions(string journal, string role) => _counting = Count(journal, role);

    public long Most { get; private set; }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _counting;
        _stop.Dispose();
    }

    private async Task Count(string journal, string role)
    {
        await using var connection = new NpgsqlConnection($"{journal};Pooling=false");
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand("SELECT count(*) FROM pg_stat_activity WHERE usename = $1", connection) { Parameters = { new() { Value = role } } };
        using var look = new PeriodicTimer(LookEvery);
        while (!_stop.IsCancellationRequested)
        {
            Most = Math.Max(Most, (long)(await command.ExecuteScalarAsync())!);
            await look.WaitForNextTickAsync();
        }
    }
}
