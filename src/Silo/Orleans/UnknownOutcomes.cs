using System.Collections.Concurrent;
using System.Reflection;
using Microsoft.Extensions.DependencyInjection;
using Periods.Silo.Orleans.Grains;

namespace Periods.Silo.Orleans;

/// <summary>
/// A grain that cannot be reached, or does not answer in time, may have done what it was asked for. What may be asked twice (a read, a command with a key) is asked
/// again of this silo's own copy, where there is one: two activations of a grain are decided between by the journal, and the key's answer stands there.
/// Of anything else the caller hears <see cref="RefusalCode.StorageUnavailable"/>, "not known to be durable". Grains answer by values; so does their absence.
/// </summary>
internal sealed class UnknownOutcomes(IServiceProvider services, TimeProvider time) : IOutgoingGrainCallFilter
{
    private readonly ConcurrentDictionary<MethodInfo, OutcomeMethod?> _methods = new();
    private readonly ResidentGrains? _here = services.GetService<ResidentGrains>();

    public async Task Invoke(IOutgoingGrainCallContext context)
    {
        if (_methods.GetOrAdd(context.InterfaceMethod, OutcomeMethod.Of) is not { } method)
        {
            await context.Invoke();
            return;
        }
        // Whoever carries a request out may have taken it apart by the time it is needed again.
        var request = context.Request.GetArgumentCount() == 0 ? null : context.Request.GetArgument(0);
        try
        {
            await context.Invoke().WaitAsync(OrleansLimits.GatewayDeadline, time);
            if (!IsUnknown(context.Response?.Exception)) return;
        }
        catch (Exception e) when (IsUnknown(e))
        {
            // The same as an answer that says so.
        }
        context.Response = _here is not null && request is not ICommand { Caller.Key: null }
            ? await method.Ask(GrainTable.Make(_here, context.TargetId), request, time)
            : method.Unknown;
    }

    private static bool IsUnknown(Exception? failure) => failure is TimeoutException or OrleansException or ObjectDisposedException or OperationCanceledException;
}
