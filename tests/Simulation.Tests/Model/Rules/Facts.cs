using System.Globalization;

namespace Periods.Simulation.Tests.Model.Rules;

/// <summary>Facts under the contract's names, as answers and the audit log have them.</summary>
internal sealed class Facts : Dictionary<string, object?>
{
    /// <summary>Expected where there must be a value, whichever the service gave it.</summary>
    public static readonly object Given = new();

    public static Facts Of(IEnumerable<KeyValuePair<string, object?>> facts)
    {
        var copy = new Facts();
        foreach (var (name, value) in facts) copy[name] = value;
        return copy;
    }

    public static string Day(DateOnly day) => day.ToString("O", CultureInfo.InvariantCulture);

    public Facts In(IEnumerable<string> names) => Of(names.Select(name => KeyValuePair.Create(name, this[name])));

    public Facts Without(params IEnumerable<string> names) => Of(this.Where(fact => !names.Contains(fact.Key)));
}
