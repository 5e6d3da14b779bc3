#if ORLEANS
namespace Periods;

/// <summary>What every grain interface is: on this host an Orleans grain, found by its <see cref="EntityKey"/> as text.</summary>
public interface IGrainContract : IGrainWithStringKey;
#else
// The only difference between the hosts that contracts see. The default build has no Orleans to name these things by, so they stand here under its names.
namespace Periods
{
    /// <summary>What every grain interface is: one serializable request, one reply, so that any host can carry them.</summary>
    public interface IGrainContract;
}

namespace Orleans
{
    /// <summary>What an interface or a method is called between silos; it stays when the C# name changes.</summary>
    [AttributeUsage(AttributeTargets.Interface | AttributeTargets.Method)]
    internal sealed class AliasAttribute(string alias) : Attribute
    {
        public string Alias => alias;
    }
}

namespace Orleans.CodeGeneration
{
    /// <summary>Counts the changes of an interface that silos of the release before would not understand.</summary>
    [AttributeUsage(AttributeTargets.Interface)]
    internal sealed class VersionAttribute(ushort version) : Attribute
    {
        public ushort Version => version;
    }
}
#endif
