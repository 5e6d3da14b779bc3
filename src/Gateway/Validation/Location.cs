using System.Globalization;
using System.Text;

namespace Periods.Gateway.Validation;

/// <summary>
/// The <c>loc</c> of a problem: <c>["path","period_id"]</c>, <c>["body","period_ids",1]</c>. Names are strings, list indexes are integers.
/// </summary>
public sealed class Location
{
    /// <summary>The whole body; its fields and items extend it.</summary>
    public static readonly Location Body = new(null, "body", -1, 3);

    private static readonly Location PathRoot = new(null, "path", -1, 0);
    private static readonly Location QueryRoot = new(null, "query", -1, 1);
    private static readonly Location HeaderRoot = new(null, "header", -1, 2);

    private readonly Location? _parent;
    private readonly string? _name;
    private readonly int _index;

    private Location(Location? parent, string? name, int index, int rank)
    {
        _parent = parent;
        _name = name;
        _index = index;
        Rank = rank;
    }

    /// <summary>The place of this location in a 422: path, query, header, body.</summary>
    internal int Rank { get; }

    public static Location Path(string name) => PathRoot.Field(name);

    public static Location Query(string name) => QueryRoot.Field(name);

    /// <summary>Headers are reported by their lower-case name, as the client may have spelled it any way.</summary>
    public static Location Header(string name) => HeaderRoot.Field(name.ToLowerInvariant());

    public Location Field(string name) => new(this, name, -1, Rank);

    public Location Item(int index) => new(this, null, index, Rank);

    internal void AppendTo(StringBuilder json)
    {
        json.Append('[');
        AppendSteps(json);
        json.Append(']');
    }

    private void AppendSteps(StringBuilder json)
    {
        if (_parent is not null)
        {
            _parent.AppendSteps(json);
            json.Append(',');
        }

        if (_name is not null)
            PythonJson.AppendText(json, _name);
        else
            json.Append(CultureInfo.InvariantCulture, $"{_index}");
    }
}
