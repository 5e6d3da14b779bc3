using Microsoft.Extensions.DependencyInjection;
using Orleans.Placement;
using Orleans.Runtime.Placement;

namespace Periods.Silo.Orleans.Grains;

/// <summary>
/// Everything of a business on one silo, the same one whoever asks: a close then finds the period's latest state in its own memory instead of in a conflict. Each
/// silo draws a number for the business and the highest has it, so a silo that joins or leaves moves only what becomes or was its own.
/// </summary>
internal sealed class BusinessPlacement : PlacementStrategy
{
    public static void Add(IServiceCollection services) => services.AddPlacementDirector<BusinessPlacement, Director>();

    /// <summary>Only a matter of speed: two silos that see different members place one grain twice, and the journal decides between them.</summary>
    internal sealed class Director : IPlacementDirector
    {
        public Task<SiloAddress> OnAddActivation(PlacementStrategy strategy, PlacementTarget target, IPlacementContext context)
        {
            var business = EntityKey.Parse(target.GrainIdentity.Key.ToString()!).Business;
            return Task.FromResult(context.GetCompatibleSilos(target).MaxBy(silo => Draw(silo, business))!);
        }

        /// <summary>The same in every process: SplitMix64's finalizer over both.</summary>
        private static ulong Draw(SiloAddress silo, Guid business)
        {
            Span<byte> bytes = stackalloc byte[16];
            business.TryWriteBytes(bytes);
            var x = BitConverter.ToUInt64(bytes) ^ BitConverter.ToUInt64(bytes[8..]) ^ (ulong)(uint)silo.GetConsistentHashCode() * 0x9E3779B97F4A7C15;
            x = (x ^ x >> 30) * 0xBF58476D1CE4E5B9;
            x = (x ^ x >> 27) * 0x94D049BB133111EB;
            return x ^ x >> 31;
        }
    }
}

/// <summary>Says of a grain class that it is placed with its business.</summary>
[AttributeUsage(AttributeTargets.Class)]
internal sealed class PlacedByBusinessAttribute() : PlacementAttribute(new BusinessPlacement());
