using System.Text.Encodings.Web;
using System.Text.Json;
using Periods.Compare.Cases;

namespace Periods.Compare.Report;

/// <summary>All that a run found, in the order it was found, as it is printed and as it is kept.</summary>
internal sealed class Report(Machine machine, Options options)
{
    private static readonly JsonSerializerOptions Format = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
    };

    private readonly List<CaseResult> _cases = [];
    private readonly List<Figure> _figures = [];
    private readonly List<Reach> _reaches = [];

    public void Add(CaseResult result)
    {
        if (_cases.Count == 0) Console.WriteLine(Table.Head);
        _cases.Add(result);
        _reaches.AddRange(Reach.Of(result));
        foreach (var row in Table.Rows(result)) Console.WriteLine(row);
    }

    public void Add(string name, double value, string unit) => _figures.Add(new(name, value, unit));

    public void Add(Reach reach) => _reaches.Add(reach);

    public void End()
    {
        Console.WriteLine();
        foreach (var figure in _figures) Console.WriteLine(Table.Text($"{figure.Name}: {figure.Value:0} {figure.Unit}"));
        Console.WriteLine();
        Console.WriteLine(Table.ReachHead);
        foreach (var reach in _reaches) Console.WriteLine(Table.Row(reach));
        File.WriteAllText(options.Json, JsonSerializer.Serialize(
            new
            {
                Machine = machine,
                options.Rounds,
                options.Seconds,
                Cases = _cases.Select(c => new { c.Case.Work, c.Case.Connections, c.Medians, c.Rounds }),
                Figures = _figures,
                Reaches = _reaches,
            },
            Format));
    }

    private sealed record Figure(string Name, double Value, string Unit);
}
