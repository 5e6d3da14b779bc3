namespace Periods.Silo.Journals;

/// <summary>Work that is due every so often, by a clock that may be set: also when it was set back.</summary>
internal sealed class Recurring(TimeSpan every, TimeProvider time)
{
    private DateTimeOffset _done = DateTimeOffset.MinValue;

    public bool IsDue => (time.GetUtcNow() - _done).Duration() >= every;

    public void Done(DateTimeOffset at) => _done = at;
}
