using System.Diagnostics.CodeAnalysis;

namespace Periods.Grains.Scoring;

/// <summary>
/// Turns at reading long histories, for all watched scores of a process: one at a time for each business, in the order in which they came, and never on all processors, or
/// everybody else's small requests would stand behind them. A turn is short, and who wants more comes again behind those that wait; however many they are, nobody is refused.
/// </summary>
/// <param name="atOnce">Businesses that have a turn at the same time.</param>
[SuppressMessage("Design", "CA1001", Justification = "A semaphore whose wait handle nobody asks for holds nothing to dispose of.")]
public sealed class ReplayLine(int atOnce)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<Guid, Turns> _lines = [];
    private readonly SemaphoreSlim _places = new(atOnce);

    public ReplayLine()
        : this(Limits.ReplaysAtOnceMax)
    {
    }

    /// <summary>Waits for its turn, and reads. Who no longer wants to leaves the line.</summary>
    public async Task<T> Take<T>(Guid business, Func<Task<T>> read, CancellationToken left)
    {
        var line = Join(business);
        try
        {
            await line.One.WaitAsync(left);
            try
            {
                await _places.WaitAsync(left);
                try
                {
                    return await read();
                }
                finally
                {
                    _places.Release();
                }
            }
            finally
            {
                line.One.Release();
            }
        }
        finally
        {
            Leave(business, line);
        }
    }

    private Turns Join(Guid business)
    {
        lock (_gate)
        {
            if (!_lines.TryGetValue(business, out var line)) line = _lines[business] = new Turns();
            line.Waiting++;
            return line;
        }
    }

    private void Leave(Guid business, Turns line)
    {
        lock (_gate)
            if (--line.Waiting == 0) _lines.Remove(business);
    }

    [SuppressMessage("Design", "CA1001", Justification = "As above.")]
    private sealed class Turns
    {
        public SemaphoreSlim One { get; } = new(1);

        public int Waiting { get; set; }
    }
}
