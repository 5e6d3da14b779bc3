using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Text;
using Microsoft.Extensions.Logging;
using Npgsql;
using Periods.Silo.Local;

namespace Periods.Silo.Postgres;

/// <summary>
/// Tells the silos on one PostgreSQL of new score versions by LISTEN/NOTIFY. Only a wake-up: what is lost, when a connection breaks or too much waits,
/// is found by the regular look into the journal that every watched score takes anyway.
/// </summary>
internal sealed partial class PostgresBell : IScoreBell, IAsyncDisposable
{
    private const string Channel = "periods_score";

    /// <summary>PostgreSQL takes payloads below 8,000 bytes; an entry is at most 67 + 1 + 19 + 1, and 55 + 1 more when it is traced.</summary>
    private const int EntriesPerPayload = 55;

    /// <summary>Periods that wait to be told of; more is a storm in which the regular look serves better.</summary>
    private const int WaitingMax = 20_000;

    private const int Telling = 1;
    private const int Listening = 2;
    private const int Looking = 4;

    private static readonly TimeSpan RegularLook = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan RetryAfter = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LeaveAfter = TimeSpan.FromSeconds(1);

    private readonly ConcurrentDictionary<EntityKey, News> _waiting = new();
    private readonly SemaphoreSlim _ring = new(0, 1);
    private readonly CancellationTokenSource _stop = new();
    private readonly NpgsqlDataSource _source;
    private readonly LocalNotices _notices;
    private readonly TimeProvider _time;
    private readonly ILogger _log;
    private readonly Task _loops;

    /// <summary>The loops that are interrupted: said for the first, and not again until all work.</summary>
    private int _interrupted;

    /// <summary>The server's process by which this silo tells others.</summary>
    private volatile int _tellsAs;

    public PostgresBell(string connectionString, LocalNotices notices, TimeProvider time, ILogger<PostgresBell> log)
    {
        // Connections of its own: waiting for a notification must not hold one that commits need.
        var settings = PostgresServer.Settings(connectionString);
        (settings.Pooling, settings.MaxPoolSize, settings.MinPoolSize, settings.ApplicationName, settings.KeepAlive) = (true, 2, 0, "periods-bell", 5);
        _source = PostgresServer.Source(settings, "periods-bell");
        (_notices, _time, _log) = (notices, time, log);
        notices.RingWith(this);
        _loops = Task.WhenAll(
            Task.Run(() => UntilStopped(Tell, Telling)), Task.Run(() => UntilStopped(Listen, Listening)), Task.Run(() => UntilStopped(Look, Looking)));
    }

    public void Ring(EntityKey period, long version, ActivityContext command)
    {
        if (_waiting.Count < WaitingMax)
            _waiting.AddOrUpdate(period, static (_, news) => news, static (_, waiting, news) => waiting.Version > news.Version ? waiting : news, new News(version, command));
        if (_ring.CurrentCount == 0) Release();
    }

    /// <summary>A server that hangs is left: hints are not worth the wait.</summary>
    public async ValueTask DisposeAsync() => await Task.WhenAny(End(), Task.Delay(LeaveAfter, TimeProvider.System));

    private async Task End()
    {
        await _stop.CancelAsync();
        await _loops;
        await _source.DisposeAsync();
        _stop.Dispose();
        _ring.Dispose();
    }

    private void Release()
    {
        try
        {
            _ring.Release();
        }
        catch (SemaphoreFullException)
        {
            // Somebody else rang between the look and the pull.
        }
    }

    private async Task Tell(CancellationToken stop)
    {
        await using var connection = await Open(stop);
        _tellsAs = await PostgresServer.Process(connection);
        await using var notify = new NpgsqlCommand($"SELECT pg_notify('{Channel}', $1)", connection);
        var payload = notify.Parameters.Add(new NpgsqlParameter<string>());
        Works(Telling);
        while (true)
        {
            await _ring.WaitAsync(stop);
            while (TakePayload() is { Length: > 0 } text)
            {
                payload.Value = text;
                await notify.ExecuteNonQueryAsync(stop);
            }
        }
    }

    private async Task Listen(CancellationToken stop)
    {
        await using var connection = await Open(stop);
        connection.Notification += (_, heard) =>
        {
            // What this silo told the others comes back, too.
            if (heard.PID != _tellsAs) Hear(heard.Payload);
        };
        await using (var listen = new NpgsqlCommand($"LISTEN {Channel}", connection)) await listen.ExecuteNonQueryAsync(stop);
        Works(Listening);
        // Whatever was told while nobody listened.
        _notices.CatchUpAll();
        while (true) await connection.WaitAsync(stop);
    }

    private async Task<NpgsqlConnection> Open(CancellationToken stop)
    {
        var opened = await _source.OpenConnectionAsync(stop);
        return await opened.UsedFor(async connection =>
        {
            await using var stay = new NpgsqlCommand("SET idle_session_timeout = 0", connection);
            await stay.ExecuteNonQueryAsync(stop);
        });
    }

    private async Task Look(CancellationToken stop)
    {
        while (true)
        {
            await Task.Delay(RegularLook, _time, stop);
            _notices.CatchUpAll();
            Works(Looking);
        }
    }

    /// <summary>Entries <c>period=version</c>, each followed by its command's <c>traceparent</c> where that is recorded: a silo of the release before passes over what is no entry.</summary>
    private string TakePayload()
    {
        var text = new StringBuilder();
        foreach (var (period, _) in _waiting.Take(EntriesPerPayload))
        {
            if (!_waiting.TryRemove(period, out var news)) continue;
            text.Append(CultureInfo.InvariantCulture, $"{period}={news.Version} ");
            if (news.Command != default) text.Append(TraceParent.Of(news.Command)).Append(' ');
        }
        return text.ToString();
    }

    private void Hear(string payload)
    {
        var entries = payload.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        for (var i = 0; i < entries.Length; i++)
        {
            var at = entries[i].IndexOf('=', StringComparison.Ordinal);
            if (at > 0 && long.TryParse(entries[i].AsSpan(at + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var version))
                _notices.Heard(EntityKey.Parse(entries[i][..at]), version, TraceParent.Read(entries.ElementAtOrDefault(i + 1)));
        }
    }

    /// <summary>Runs a loop, and again a second after it failed: hints are not worth more.</summary>
    private async Task UntilStopped(Func<CancellationToken, Task> loop, int which)
    {
        while (!_stop.IsCancellationRequested)
        {
            try
            {
                await loop(_stop.Token);
            }
            catch (Exception e) when (!_stop.IsCancellationRequested)
            {
                if (Interlocked.Or(ref _interrupted, which) == 0) LogInterrupted(e.Message);
                await Task.Delay(RetryAfter, _time);
            }
            catch (Exception)
            {
                return;
            }
        }
    }

    private void Works(int which) => Interlocked.And(ref _interrupted, ~which);

    private readonly record struct News(long Version, ActivityContext Command);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Score hints to and from other silos are interrupted: {Reason}")]
    private partial void LogInterrupted(string reason);
}
