using System.Collections.Concurrent;
using System.Reflection;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Periods.Silo.Orleans.Grains;

namespace Periods.Silo.Orleans;

/// <summary>
/// A grain that cannot be reached, does not answer in time, or answers what this release cannot read, may have done what it was asked for. What may be asked twice (a read,
/// a command with a key) is asked again of this silo's own copy, where there is one: two activations of a grain are decided between by the journal, and the key's answer
/// stands there. Of anything else the caller hears <see cref="RefusalCode.StorageUnavailable"/>, "not known to be durable". Grains answer by values; so does their absence.
/// </summary>
internal sealed partial class UnknownOutcomes(IServiceProvider services, TimeProvider time, ILogger<UnknownOutcomes> log) : IOutgoingGrainCallFilter
{
    private readonly ConcurrentDictionary<MethodInfo, OutcomeMethod?> _methods = new();
    private readonly ResidentGrains? _here = services.GetService<ResidentGrains>();

    public async Task Invoke(IOutgoingGrainCallContext context)
    {
        var called = context.InterfaceMethod;
        if (_methods.GetOrAdd(called, OutcomeMethod.Of) is not { } method)
        {
            await context.Invoke();
            return;
        }
        // Whoever carries a request out may have taken it apart by the time it is needed again.
        var asked = new object?[context.Request.GetArgumentCount()];
        for (var i = 0; i < asked.Length; i++) asked[i] = context.Request.GetArgument(i);
        var here = asked is [ICommand { Caller.Key: null }, ..] ? null : _here;
        try
        {
            await context.Invoke().WaitAsync(here is null ? OrleansLimits.GatewayDeadline : OrleansLimits.AskHereAfter, time);
            if (context.Response?.Exception is not { } failure) return;
            Note(failure, called);
        }
        catch (Exception e)
        {
            // The same as an answer that says so.
            Note(e, called);
        }
        context.Response = here is not null
            ? await method.Ask(GrainTable.Make(here, context.TargetId), asked, time)
            : method.Unknown;
    }

    /// <summary>That a grain is away is part of a cluster's life. Anything else is a fault, or a silo of a release that says what this one has no word for.</summary>
    private void Note(Exception failure, MethodInfo called)
    {
        if (failure is not (TimeoutException or OrleansException or ObjectDisposedException or OperationCanceledException)) LogNotUnderstood(failure, called.DeclaringType?.Name, called.Name);
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "What {Grain}.{Method} came to is not known: its answer is a fault, or cannot be read")]
    private partial void LogNotUnderstood(Exception failure, string? grain, string method);
}
