namespace Periods.Silo.Postgres;

/// <summary>
/// How waits for the server end: whoever has waited long enough leaves. The driver is given no token with a statement, for it would ask the server over a second connection to end it,
/// and until the server has taken that, which one that hangs never does, the first connection stands still and with it the thread its answer comes in on. The server ends
/// a statement by itself (<see cref="PostgresSettings.Session"/>).
/// </summary>
internal static class Patience
{
    /// <summary>What the work hands back. When the patience ends first, that is thrown away as soon as it is there.</summary>
    /// <param name="work">Disposes of its connection when it fails, and begins nothing more once the patience has ended.</param>
    public static async Task<T> OrLeave<T>(this Task<T> work, CancellationToken patience)
        where T : IAsyncDisposable
    {
        try
        {
            return await work.WaitAsync(patience);
        }
        catch (OperationCanceledException)
        {
            _ = ThrowAway(work);
            throw;
        }
    }

    /// <summary>The connection again, for another use; disposed when this one fails.</summary>
    public static async Task<T> UsedFor<T>(this T connection, Func<T, Task> use)
        where T : IAsyncDisposable
    {
        try
        {
            await use(connection);
            return connection;
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }

    private static async Task ThrowAway<T>(Task<T> work)
        where T : IAsyncDisposable
    {
        await ((Task)work).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (work.IsCompletedSuccessfully) await work.Result.DisposeAsync();
    }
}
