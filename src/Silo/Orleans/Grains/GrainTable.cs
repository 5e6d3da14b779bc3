using Microsoft.Extensions.DependencyInjection;
using Orleans.Metadata;
using Orleans.Serialization.Configuration;
using Periods.Grains.Access;
using Periods.Grains.Audit;
using Periods.Grains.Businesses;
using Periods.Grains.Closing;
using Periods.Grains.Posting;
using Periods.Silo.Orleans.Notices;

namespace Periods.Silo.Orleans.Grains;

/// <summary>
/// Makes our grain classes Orleans' grain classes, without their knowing: what each is called in the cluster, how it is made, where it lives, and that its turns
/// interleave. A command is decided and queued in one turn and waits for the disk in none, so those that come meanwhile share its commit.
/// </summary>
internal sealed class GrainTable(ResidentGrains resident) : IGrainTypeProvider, IGrainPropertiesProvider, IConfigureGrainTypeComponents, IGrainActivator
{
    private static readonly Dictionary<Type, GrainType> Names = new()
    {
        [typeof(BusinessGrain)] = GrainType.Create("business"),
        [typeof(PostingGrain)] = GrainType.Create("posting"),
        [typeof(UsersGrain)] = GrainType.Create("users"),
        [typeof(PeriodGrain)] = GrainType.Create("period"),
        [typeof(AuditGrain)] = GrainType.Create("audit"),
    };

    private static readonly Dictionary<GrainType, Func<ResidentGrains, EntityKey, object>> Makers = new()
    {
        [Names[typeof(BusinessGrain)]] = static (grains, key) => grains.Business(key),
        [Names[typeof(PostingGrain)]] = static (grains, key) => grains.Posting(key),
        [Names[typeof(UsersGrain)]] = static (grains, key) => grains.Users(key),
        [Names[typeof(PeriodGrain)]] = static (grains, key) => grains.Period(key),
        [Names[typeof(AuditGrain)]] = static (grains, key) => grains.Audit(key),
    };

    /// <summary>A grain of this silo, as its activation would be.</summary>
    public static object Make(ResidentGrains resident, GrainId grain) => Makers[grain.Type](resident, KeyOf(grain));

    /// <summary>Whether it is of a class that stands here: Orleans has grains of its own.</summary>
    public static bool IsOurs(GrainId grain) => Makers.ContainsKey(grain.Type);

    public static EntityKey KeyOf(GrainId grain) => EntityKey.Parse(grain.Key.ToString()!);

    public static void Add(IServiceCollection services)
    {
        services.PostConfigure<TypeManifestOptions>(types =>
        {
            // Whatever else implements a contract stands in front of a grain, or inside one.
            types.InterfaceImplementations.RemoveWhere(type => typeof(IGrainContract).IsAssignableFrom(type) && type != typeof(CloseScoreActivation));
            types.InterfaceImplementations.UnionWith(Names.Keys);
        });
        services.AddSingleton<GrainTable>();
        services.AddSingleton<IGrainTypeProvider>(provider => provider.GetRequiredService<GrainTable>());
        services.AddSingleton<IGrainPropertiesProvider>(provider => provider.GetRequiredService<GrainTable>());
        services.AddSingleton<IConfigureGrainTypeComponents>(provider => provider.GetRequiredService<GrainTable>());
    }

    public bool TryGetGrainType(Type type, out GrainType grainType) => Names.TryGetValue(type, out grainType);

    public void Populate(Type grainClass, GrainType grainType, Dictionary<string, string> properties)
    {
        if (!Names.ContainsKey(grainClass)) return;
        properties[WellKnownGrainTypeProperties.Reentrant] = "true";
        properties[WellKnownGrainTypeProperties.PlacementStrategy] = nameof(BusinessPlacement);
    }

    public void Configure(GrainType grainType, GrainProperties properties, GrainTypeSharedContext shared)
    {
        if (Makers.ContainsKey(grainType)) shared.SetComponent<IGrainActivator>(this);
    }

    public object CreateInstance(IGrainContext context) => Make(resident, context.GrainId);

    public ValueTask DisposeInstance(IGrainContext context, object instance) => ValueTask.CompletedTask;
}
