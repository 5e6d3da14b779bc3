using System.Globalization;
using Periods.Faults.Checks;
using Periods.Faults.Load;

namespace Periods.Faults.Scenarios;

/// <summary>What a scenario comes to, over all its rounds: one line of the summary.</summary>
internal sealed class Figures(string scenario)
{
    private readonly List<string> _notes = [];
    private long _acknowledged;
    private long _faults;
    private long _lost;
    private long _doubled;
    private long _unordered;
    private TimeSpan _worst;

    public string Scenario => scenario;

    public long Faults => _faults;

    public void Injected(long faults) => _faults += faults;

    /// <summary>How long the service, or a client, took to get over a fault.</summary>
    public void Recovered(TimeSpan took) => _worst = took > _worst ? took : _worst;

    public void Acknowledged(long commands) => _acknowledged += commands;

    public void Add(Ledger ledger, Findings findings)
    {
        Acknowledged(ledger.Acknowledged);
        Recovered(ledger.Worst);
        _lost += findings.Lost;
        _doubled += findings.Doubled;
        _unordered += findings.Unordered;
    }

    /// <summary>Anything else worth a few words.</summary>
    public void Note(string text) => _notes.Add(text);

    public override string ToString() => string.Create(CultureInfo.InvariantCulture,
        $"{scenario,-4} {_acknowledged,8} {_faults,8} {_lost,6} {_doubled,8} {_unordered,10} {_worst.TotalSeconds,8:0.00}  {string.Join("; ", _notes)}");
}
