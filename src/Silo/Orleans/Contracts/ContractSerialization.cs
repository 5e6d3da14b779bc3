using Microsoft.Extensions.DependencyInjection;
using Orleans.Serialization;
using Orleans.Serialization.Cloning;
using Orleans.Serialization.Configuration;

namespace Periods.Silo.Orleans.Contracts;

/// <summary>How contract types travel: by our names, as our JSON, and inside a silo not at all.</summary>
internal static class ContractSerialization
{
    public static void Add(IServiceCollection services)
    {
        services.AddSerializer(serializer => serializer.AddJsonSerializer(
            ContractNames.Has,
            // Copying by JSON is what this is instead of.
            isCopyable: static _ => false,
            json => json.Configure(static options => options.SerializerOptions = ContractJson.Default.Options)));
        services.AddSingleton<IGeneralizedCopier, Sharing>();
        services.Configure<TypeManifestOptions>(static types =>
        {
            foreach (var (type, name) in ContractNames.All) types.WellKnownTypeAliases[name] = type;
        });
    }

    /// <summary>Contract types do not change once made: whoever gets one gets the same one.</summary>
    private sealed class Sharing : IGeneralizedCopier
    {
        public bool IsSupportedType(Type type) => ContractNames.Has(type);

        public object? DeepCopy(object? input, CopyContext context) => input;
    }
}
