namespace Periods.Simulation.Tests.Model.Steps;

public abstract partial record Step
{
    public sealed record Create(string Who, int Span) : Step(Who);

    public sealed record Close(string Who, int Span, string? Reason, bool Force) : Step(Who);

    public sealed record ZenskarClose(string Who, int Span, string? Name) : Step(Who);

    /// <summary>Would Zenskar's close be taken?</summary>
    public sealed record Validate(string Who, int Span) : Step(Who);

    public sealed record ZenskarGet(string Who, int Period) : InPeriod(Who, Period);

    public sealed record ZenskarList(string Who, int Limit) : Step(Who);

    /// <param name="Periods">By their numbers; one may be named twice.</param>
    public sealed record BulkLock(string Who, int[] Periods, string? Reason) : Step(Who)
    {
        public override string ToString() => $"BulkLock {{ Who = {Who}, Periods = [{string.Join(", ", Periods)}], Reason = {Reason}, Key = {Key}, Enveloped = {Enveloped} }}";
    }

    public sealed record SetPolicy(string Who, int Number) : Step(Who);

    public sealed record GetPolicy(string Who) : Step(Who);

    public sealed record Lock(string Who, int Period, string? Reason) : InPeriod(Who, Period);

    public sealed record Reopen(string Who, int Period, string Reason) : InPeriod(Who, Period);

    public sealed record Get(string Who, int Period) : InPeriod(Who, Period);

    public sealed record List(string Who, string? Status, string? Search, bool Descending, int Limit) : Step(Who);

    /// <summary>A step whose path names a period.</summary>
    public abstract record InPeriod(string Who, int Period) : Step(Who);
}
