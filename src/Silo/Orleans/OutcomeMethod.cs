using System.Reflection;
using Orleans.Serialization.Invocation;

namespace Periods.Silo.Orleans;

/// <summary>A method of a contract, which answers an <see cref="Outcome{T}"/>: how to answer in its place, and how to call it without Orleans.</summary>
internal abstract class OutcomeMethod(MethodInfo method)
{
    public abstract Response Unknown { get; }

    /// <summary>Calls the method of a grain of this process.</summary>
    public abstract Task<Response> Ask(object grain, object? request);

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

        public override async Task<Response> Ask(object grain, object? request) =>
            Response.FromResult(await (ValueTask<Outcome<T>>)Method.Invoke(grain, request is null ? [] : [request])!);
    }

    protected MethodInfo Method => method;
}
