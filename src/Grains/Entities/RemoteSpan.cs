using System.Diagnostics;

namespace Periods.Grains.Entities;

/// <summary>The span that asked for what goes on here, when it is another process's: <see cref="Activity.Current"/> has none of those. A host sets it where a call arrives.</summary>
public static class RemoteSpan
{
    private static readonly AsyncLocal<ActivityContext> Asking = new();

    /// <summary>Default when nothing recorded asked.</summary>
    public static ActivityContext Current
    {
        get => Asking.Value;
        set => Asking.Value = value;
    }
}
