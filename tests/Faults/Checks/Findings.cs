namespace Periods.Faults.Checks;

/// <summary>What is wrong after a scenario, by kind.</summary>
internal sealed class Findings
{
    private readonly List<string> _all = [];

    public int Lost { get; private set; }

    public int Doubled { get; private set; }

    public int Unordered { get; private set; }

    public IReadOnlyList<string> All => _all;

    /// <summary>Acknowledged, and not in the journal.</summary>
    public void Lose(string what)
    {
        Lost++;
        _all.Add($"lost: {what}");
    }

    public void Double(string what)
    {
        Doubled++;
        _all.Add($"doubled: {what}");
    }

    /// <summary>A history without an order.</summary>
    public void Disorder(string what)
    {
        Unordered++;
        _all.Add($"not linearizable: {what}");
    }

    public void Add(string what) => _all.Add(what);
}
