using System.Diagnostics.Metrics;

namespace Periods.Gateway.Tests.Streams;

/// <summary>What the test itself makes the service count: other tests let streams go, too, on threads of their own.</summary>
internal sealed class CountedDrops : IDisposable
{
    private readonly int _thread = Environment.CurrentManagedThreadId;
    private readonly List<string> _reasons = [];
    private readonly MeterListener _listener = new();

    public CountedDrops()
    {
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument.Name == "periods.score.stream.drops") listener.EnableMeasurementEvents(instrument);
        };
        _listener.SetMeasurementEventCallback<long>((_, _, tags, _) =>
        {
            if (Environment.CurrentManagedThreadId == _thread) _reasons.Add($"{tags[0].Value}");
        });
        _listener.Start();
    }

    public IReadOnlyList<string> Reasons => _reasons;

    public void Dispose() => _listener.Dispose();
}
