using System.Collections.Concurrent;
using System.Threading.Channels;
using Periods.Audit;
using Periods.Closing;

namespace Periods.Gateway.Audit;

/// <summary>
/// Keeps refusals in the journal, in the background: who is refused does not wait for it. Many are written at a time and share a commit. What is more than a business may
/// have kept (<see cref="RefusalAllowance"/>), or more than can wait, is counted, and the count is kept.
/// </summary>
internal sealed partial class RefusalLog : IAsyncDisposable
{
    private const int WrittenAtOnce = 256;
    private static readonly TimeSpan CountEvery = TimeSpan.FromMinutes(1);

    /// <summary>What a journal that does not take them may cost at the end.</summary>
    internal static readonly TimeSpan FlushMax = TimeSpan.FromSeconds(1);

    private readonly Channel<RecordRefusal> _queue = Channel.CreateBounded<RecordRefusal>(new BoundedChannelOptions(Limits.RefusalsWaitingMax) { SingleReader = true });
    private readonly ConcurrentDictionary<Guid, RefusalAllowance> _allowances = new();
    private readonly IGrains _grains;
    private readonly TimeProvider _time;
    private readonly ILogger _log;
    private readonly ITimer _counting;
    private readonly Task _writing;

    public RefusalLog(IGrains grains, TimeProvider time, ILogger log)
    {
        (_grains, _time, _log) = (grains, time, log);
        _writing = Task.Run(Write);
        _counting = time.CreateTimer(_ => _ = WriteCounts(), null, CountEvery, CountEvery);
    }

    public void Add(RecordRefusal refusal)
    {
        var allowance = AllowanceOf(refusal.Caller.BusinessId);
        if (!allowance.Take(_time.GetTimestamp()) || !_queue.Writer.TryWrite(refusal)) allowance.LeaveOut(1);
    }

    /// <summary>Writes what waits, unless storage takes too long; then says how many were lost.</summary>
    public async ValueTask DisposeAsync()
    {
        await _counting.DisposeAsync();
        _queue.Writer.TryComplete();
        await Task.WhenAny(Flush(), Task.Delay(FlushMax, _time));
        var lost = _queue.Reader.Count + _allowances.Values.Sum(allowance => allowance.LeftOut);
        if (lost > 0) LogLost(lost);
    }

    private async Task Flush()
    {
        await _writing;
        await WriteCounts();
    }

    private async Task Write()
    {
        var batch = new List<RecordRefusal>(WrittenAtOnce);
        while (await _queue.Reader.WaitToReadAsync())
        {
            while (batch.Count < WrittenAtOnce && _queue.Reader.TryRead(out var refusal)) batch.Add(refusal);
            await Task.WhenAll(batch.Select(Write));
            batch.Clear();
        }
    }

    private Task Write(RecordRefusal refusal) => Keep(refusal.Caller.BusinessId, 1, audit => audit.RecordRefusal(refusal));

    private Task WriteCounts() => Task.WhenAll(_allowances.Select(business => WriteCount(business.Key, business.Value)));

    private async Task WriteCount(Guid businessId, RefusalAllowance allowance)
    {
        if (allowance.TakeLeftOut() is var count && count == 0)
        {
            if (allowance.IsWhole(_time.GetTimestamp())) _allowances.TryRemove(KeyValuePair.Create(businessId, allowance));
            return;
        }
        await Keep(businessId, count, audit => audit.RecordLeftOut(new RecordLeftOut(new Caller(businessId, Guid.Empty), count)));
    }

    /// <summary>What is not kept is counted. Throws nothing: the next ones may be kept, and nobody's would be any more.</summary>
    private async Task Keep(Guid businessId, long count, Func<IAuditGrain, ValueTask<Outcome<Done>>> record)
    {
        var isKept = false;
        try
        {
            isKept = (await record(_grains.Audit(businessId))).Refusal is null;
        }
        catch (Exception e)
        {
            LogUnkept(e);
        }
        // By the allowance there is now: the one from before may have been let go of meanwhile.
        if (!isKept) AllowanceOf(businessId).LeaveOut(count);
    }

    private RefusalAllowance AllowanceOf(Guid businessId) => _allowances.GetOrAdd(businessId, static (_, time) => new RefusalAllowance(time), _time);

    [LoggerMessage(Level = LogLevel.Error, Message = "Refusals were not kept in the audit log, but counted.")]
    private partial void LogUnkept(Exception fault);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Count} refusals are missing from the audit log: the journal did not take them before the end.")]
    private partial void LogLost(long count);
}
