using System.Reflection;
using Orleans.Serialization.Invocation;

namespace Periods.Silo.Orleans;

/// <summary>A method of a contract, which answers an <see cref="Outcome{T}"/>: how to answer in its place, and how to call it without Orleans.</summary>
internal abstract class OutcomeMethod(MethodInfo method)
{
    public abstract Response Unknown { get; }

    /// <summary>Calls the method of a grain of this process. While the key of what is asked is in flight here, it is this very request that came another way: it is waited for.</summary>
    public abstract Task<Response> Ask(object grain, object?[] asked, TimeProvider time);

    /// <summary>Null for a method of Orleans' own.</summary>
    public static OutcomeMethod? Of(MethodInfo method) =>
        Argument(method.ReturnType, typeof(ValueTask<>)) is { } outcome && Argument(outcome, typeof(Outcome<>)) is { } reply
            ? (OutcomeMethod)Activator.CreateInstance(typeof(Answering<>).MakeGenericType(reply), method)!
            : null;

    private static Type? Argument(Type type, Type generic) =>
        type.IsGenericType && type.GetGenericTypeDefinition() == generic ? type.GetGenericArguments()[0] : null;

    private sealed class Answering<T>(MethodInfo method) : OutcomeMethod(method)
        where T : class
    {
        public override Response Unknown => Response.FromResult<Outcome<T>>(RefusalCode.StorageUnavailable);

        public override async Task<Response> Ask(object grain, object?[] asked, TimeProvider time)
        {
            var since = time.GetTimestamp();
            while (true)
            {
                var outcome = await (ValueTask<Outcome<T>>)Method.Invoke(grain, asked)!;
                if (outcome.Refusal is not { Code: RefusalCode.IdempotencyKeyInFlight } || time.GetElapsedTime(since) > OrleansLimits.GatewayDeadline) return Response.FromResult(outcome);
                await Task.Delay(OrleansLimits.AskAgainAfter, time);
            }
        }
    }

    protected MethodInfo Method => method;
}
