using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace Periods.Gateway.Tests.Telemetry;

/// <summary>One line of a scrape that carries a value.</summary>
internal sealed record Sample(string Name, IReadOnlyDictionary<string, string> Labels, double Value);

/// <summary>A family of samples, with what was said about it.</summary>
internal sealed record Family(string Name, string Type, string Help, List<Sample> Samples);

/// <summary>
/// Prometheus' text format, version 0.0.4, read as strictly as it is written down: every family once, HELP then TYPE then its samples; names, escapes and numbers by the
/// grammar; no sample twice; counters end in _total; histograms are cumulative, end with +Inf, and agree with their count.
/// </summary>
internal sealed partial class Exposition
{
    private readonly Dictionary<string, Family> _families = [];

    public Exposition(string text)
    {
        Assert.EndsWith("\n", text, StringComparison.Ordinal);
        Family? current = null;
        string? help = null;
        foreach (var line in text[..^1].Split('\n'))
        {
            if (HelpLine().Match(line) is { Success: true } described)
            {
                Assert.Null(help);
                help = described.Groups["text"].Value;
                current = new(described.Groups["name"].Value, "", help, []);
            }
            else if (TypeLine().Match(line) is { Success: true } typed)
            {
                Assert.Equal(current!.Name, typed.Groups["name"].Value);
                current = current with { Type = typed.Groups["type"].Value };
                Assert.True(_families.TryAdd(current.Name, current), $"{current.Name} comes twice");
                help = null;
            }
            else
            {
                Assert.Null(help);
                current!.Samples.Add(Parse(line));
            }
        }
        foreach (var family in Families) Check(family);
    }

    public IReadOnlyCollection<Family> Families => _families.Values;

    public Family this[string name] => _families[name];

    public bool Has(string name) => _families.ContainsKey(name);

    /// <summary>The value of the only sample with these labels among its own.</summary>
    public double Value(string name, params (string Name, string Value)[] labels) =>
        Families.SelectMany(family => family.Samples).Single(sample => sample.Name == name && labels.All(label => sample.Labels.GetValueOrDefault(label.Name) == label.Value)).Value;

    private static Sample Parse(string line)
    {
        var match = SampleLine().Match(line);
        Assert.True(match.Success, $"No sample: {line}");
        var labels = new Dictionary<string, string>();
        foreach (Match label in Label().Matches(match.Groups["labels"].Value))
            Assert.True(labels.TryAdd(label.Groups["name"].Value, Unescaped(label.Groups["value"].Value)), line);
        return new(match.Groups["name"].Value, labels, Number(match.Groups["value"].Value));
    }

    private static double Number(string text) => text switch
    {
        "+Inf" => double.PositiveInfinity,
        "-Inf" => double.NegativeInfinity,
        _ => double.Parse(text, NumberStyles.Float, CultureInfo.InvariantCulture),
    };

    private static string Unescaped(string text)
    {
        var plain = new StringBuilder();
        for (var i = 0; i < text.Length; i++)
            plain.Append(text[i] != '\\' ? text[i] : text[++i] == 'n' ? '\n' : text[i]);
        return plain.ToString();
    }

    private static void Check(Family family)
    {
        Assert.Contains(family.Type, new[] { "counter", "gauge", "histogram" });
        Assert.NotEmpty(family.Samples);
        Assert.Equal(family.Samples.Count, family.Samples.Select(Identity).Distinct().Count());
        if (family.Type == "histogram") CheckHistogram(family);
        else Assert.All(family.Samples, sample => Assert.Equal(family.Name, sample.Name));
        if (family.Type != "counter") return;
        Assert.EndsWith("_total", family.Name, StringComparison.Ordinal);
        Assert.All(family.Samples, sample => Assert.True(sample.Value >= 0, family.Name));
    }

    private static void CheckHistogram(Family family)
    {
        foreach (var series in family.Samples.GroupBy(sample => Identity(sample with { Name = family.Name, Labels = sample.Labels.Where(l => l.Key != "le").ToDictionary() })))
        {
            var buckets = series.Where(sample => sample.Name == $"{family.Name}_bucket").ToArray();
            var bounds = buckets.Select(bucket => Number(bucket.Labels["le"])).ToArray();
            Assert.Equal(bounds.Order(), bounds);
            Assert.Equal(double.PositiveInfinity, bounds[^1]);
            Assert.Equal(buckets.Select(bucket => bucket.Value).Order(), buckets.Select(bucket => bucket.Value));
            Assert.Equal(buckets[^1].Value, series.Single(sample => sample.Name == $"{family.Name}_count").Value);
            Assert.Equal(buckets.Length + 2, series.Count());
            Assert.Single(series, sample => sample.Name == $"{family.Name}_sum");
        }
    }

    private static string Identity(Sample sample) => $"{sample.Name}{{{string.Join(',', sample.Labels.OrderBy(l => l.Key, StringComparer.Ordinal))}}}";

    [GeneratedRegex(@"\A# HELP (?<name>[a-zA-Z_:][a-zA-Z0-9_:]*) (?<text>([^\\\n]|\\\\|\\n)*)\z")]
    private static partial Regex HelpLine();

    [GeneratedRegex(@"\A# TYPE (?<name>[a-zA-Z_:][a-zA-Z0-9_:]*) (?<type>[a-z]+)\z")]
    private static partial Regex TypeLine();

    [GeneratedRegex("""\A(?<name>[a-zA-Z_:][a-zA-Z0-9_:]*)(\{(?<labels>[a-zA-Z_][a-zA-Z0-9_]*="([^"\\\n]|\\\\|\\"|\\n)*"(,[a-zA-Z_][a-zA-Z0-9_]*="([^"\\\n]|\\\\|\\"|\\n)*")*)\})? (?<value>[+-]Inf|NaN|-?[0-9]+(\.[0-9]+)?(E[+-][0-9]+)?)\z""")]
    private static partial Regex SampleLine();

    [GeneratedRegex("""(?<name>[a-zA-Z_][a-zA-Z0-9_]*)="(?<value>([^"\\\n]|\\\\|\\"|\\n)*)"(,|\z)""")]
    private static partial Regex Label();
}
