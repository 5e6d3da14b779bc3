namespace Periods.Gateway.Validation;

/// <summary>
/// One item of a 422's <c>detail</c>: <c>{"type", "loc", "msg", "input", "ctx"}</c>, in that order, as FastAPI on pydantic 2.13 writes it.
/// </summary>
/// <remarks>The input may point into the request's body: write the problem before the <see cref="Validation.Input"/> is disposed.</remarks>
/// <param name="At"><c>loc</c>: where the value stood.</param>
/// <param name="Fault"><c>type</c>, <c>msg</c> and <c>ctx</c>: what is wrong with it.</param>
/// <param name="Input"><c>input</c>: the value as the client sent it.</param>
public sealed record Problem(Location At, Fault Fault, Sent Input);

/// <summary>What is wrong with a value, wherever it stood. An empty <paramref name="Context"/> is left out of the body.</summary>
public sealed record Fault(string Type, string Message, params IReadOnlyList<ContextEntry> Context);

/// <summary>One entry of <c>ctx</c>: a string, a number, or, when it has neither, an object without fields.</summary>
public readonly record struct ContextEntry(string Key, string? Text, long? Number)
{
    public ContextEntry(string key, string text) : this(key, text, null)
    {
    }

    public ContextEntry(string key, long number) : this(key, null, number)
    {
    }
}
