using System.Diagnostics.Metrics;
using Periods.Silo.Journals;
using Periods.Silo.Local;

namespace Periods.Silo;

/// <summary>What is read off a silo when somebody asks: how much waits in it, and how much it holds.</summary>
internal sealed class SiloMeter : IDisposable
{
    private readonly Meter _meter = new(SiloTelemetry.Name);

    public SiloMeter(ISiloJournal journal, LocalGrains grains)
    {
        _meter.CreateObservableUpDownCounter("periods.journal.queue.length", () => (long)journal.QueueLength, "{append}", "Appends that wait for a commit.");
        _meter.CreateObservableUpDownCounter("periods.entity.resident", () => (long)grains.ResidentEntities, "{entity}", "Entities held in memory.");
    }

    public void Dispose() => _meter.Dispose();
}
