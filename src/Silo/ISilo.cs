namespace Periods.Silo;

/// <summary>What a gateway starts, asks and stops, whichever host runs the grains.</summary>
public interface ISilo : IAsyncDisposable
{
    IGrains Grains { get; }

    /// <summary>Whether it answers requests, or only hosts grains for those that do.</summary>
    bool Serves { get; }

    /// <summary>Whether nothing was ever recorded.</summary>
    bool IsNew { get; }

    /// <summary>Whether commands can be made durable now.</summary>
    bool IsAvailable { get; }
}
