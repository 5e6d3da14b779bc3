using System.Diagnostics.Metrics;
using Periods.Silo.Journals;

namespace Periods.Silo;

/// <summary>What is read off a silo when somebody asks: how much waits in it, and how much it holds.</summary>
internal sealed class SiloMeter : IDisposable
{
    private readonly Meter _meter = new(SiloTelemetry.Name);

    public SiloMeter(ISiloJournal journal, Func<int> residentEntities)
    {
        _meter.CreateObservableUpDownCounter("periods.journal.queue.length", () => (long)journal.QueueLength, "{append}", "Appends that wait for a commit.");
        _meter.CreateObservableUpDownCounter("periods.entity.resident", () => (long)residentEntities(), "{entity}", "Entities held in memory.");
    }

    public void Dispose() => _meter.Dispose();
}
