using System.Collections.Concurrent;
using System.Diagnostics.Metrics;

namespace Periods.Grains.Tests.Entities;

/// <summary>What is counted while somebody listens: in here, whatever other tests do meanwhile.</summary>
public sealed class Counted : IDisposable
{
    private readonly AsyncLocal<bool> _here = new() { Value = true };
    private readonly ConcurrentQueue<string> _counts = new();
    private readonly MeterListener _listener = new();

    public Counted()
    {
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument.Meter.Name == "Periods.Grains") listener.EnableMeasurementEvents(instrument);
        };
        _listener.SetMeasurementEventCallback<long>((instrument, count, tags, _) =>
        {
            if (_here.Value && count > 0) _counts.Enqueue($"{instrument.Name} {string.Join(' ', tags.ToArray().Select(tag => tag.Value))}".TrimEnd());
        });
        _listener.Start();
    }

    [Fact]
    public async Task A_command_is_counted_once_by_kind_and_outcome_with_the_entities_it_loads()
    {
        var books = await Books.WithJanuary();
        _counts.Clear();

        await books.Sign();
        await books.Revoke();
        await books.Close("2026-01-31");
        await books.Close("2026-01-31");

        Assert.Equal(
            [
                "periods.commands sign-off accepted", "periods.commands revoke-sign-off accepted",
                "periods.commands close-period accepted", "periods.read.checks", "periods.read.checks", "periods.commands close-period period_already_closed",
            ],
            _counts);
    }

    [Fact]
    public async Task An_entity_that_is_loaded_is_counted_by_its_kind()
    {
        var journal = new TestJournal();
        await Books.WithJanuary(journal: journal);
        _counts.Clear();

        await new Books(journal).Sign();

        Assert.Equal(["periods.entity.activations period", "periods.commands sign-off accepted"], _counts);
    }

    [Fact]
    public async Task A_command_that_lost_a_race_counts_the_conflict_and_once_as_a_command()
    {
        var journal = new TestJournal();
        var books = await Books.WithJanuary(journal: journal);
        _counts.Clear();
        journal.Fail(Fault.Conflict, times: 2);

        await books.Sign();

        Assert.Equal(["periods.conflicts command", "periods.entity.activations period", "periods.conflicts command", "periods.entity.activations period", "periods.commands sign-off accepted"], _counts);
    }

    public void Dispose() => _listener.Dispose();
}
