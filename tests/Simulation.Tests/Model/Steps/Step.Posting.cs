namespace Periods.Simulation.Tests.Model.Steps;

public abstract partial record Step
{
    /// <param name="Id">The number of an id; 0 for none.</param>
    /// <param name="Cents">Of the credit; the debit has 100.</param>
    public sealed record Post(string Who, int Day, int Id, int Cents) : Step(Who);

    public sealed record CheckDays(string Who, int One, int Other) : Step(Who);

    /// <param name="From">Null for no bound; likewise <paramref name="To"/>.</param>
    public sealed record Entries(string Who, int? From, int? To, int Limit) : Step(Who);
}
