namespace Periods.Silo.Orleans.Grains;

/// <summary>
/// An activation is let go with the entity it is a key beside: of an id that nobody created, nothing is resident after it was asked for, and who asks for any
/// number of them must not fill the silo's memory.
/// </summary>
internal sealed class NoneForNothing(ResidentGrains resident) : IIncomingGrainCallFilter
{
    private static readonly DeactivationReason Nothing = new(DeactivationReasonCode.ApplicationRequested, "Nothing is resident under its key.");

    public async Task Invoke(IIncomingGrainCallContext context)
    {
        try
        {
            await context.Invoke();
        }
        finally
        {
            if (GrainTable.IsOurs(context.TargetId) && !resident.Has(GrainTable.KeyOf(context.TargetId))) context.TargetContext.Deactivate(Nothing);
        }
    }
}
