namespace Periods.Gateway.Audit;

/// <summary>How many refusals of a business are still kept, so that no client fills the disk with them, and how many were left out.</summary>
internal sealed class RefusalAllowance(TimeProvider time)
{
    private readonly Lock _gate = new();
    private double _left = Limits.RefusalsKeptAtOnce;
    private long _asOf = time.GetTimestamp();
    private long _leftOut;

    public long LeftOut => Interlocked.Read(ref _leftOut);

    /// <summary>False when it is used up.</summary>
    public bool Take(long now)
    {
        lock (_gate)
        {
            Refill(now);
            if (_left < 1) return false;
            _left--;
            return true;
        }
    }

    /// <summary>Whether it is as it was in the beginning.</summary>
    public bool IsWhole(long now)
    {
        lock (_gate)
        {
            Refill(now);
            return _left >= Limits.RefusalsKeptAtOnce && LeftOut == 0;
        }
    }

    public void LeaveOut(long count) => Interlocked.Add(ref _leftOut, count);

    public long TakeLeftOut() => Interlocked.Exchange(ref _leftOut, 0);

    private void Refill(long now)
    {
        _left = Math.Min(_left + time.GetElapsedTime(_asOf, now).TotalMinutes * Limits.RefusalsKeptPerMinute, Limits.RefusalsKeptAtOnce);
        _asOf = now;
    }
}
