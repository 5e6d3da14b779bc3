namespace Periods.Simulation.Tests.Model.Rules;

/// <summary>What the model knows of a business.</summary>
internal sealed class Books(Guid business)
{
    /// <summary>Of nothing: what a step names that is not there.</summary>
    public static readonly Guid Unknown = new("00000000-0000-4000-8000-000000000404");

    public Guid Business => business;

    public Policy Policy { get; set; } = Policy.All[0];

    public List<Period> Periods { get; } = [];

    public List<Entry> Entries { get; } = [];

    public Staff Staff { get; } = new();

    public Trail Trail { get; } = new(business);

    public Period? Find(int number) => Periods.Count == 0 ? null : Periods[number % Periods.Count];

    public Period? EndingOn(DateOnly end) => Periods.SingleOrDefault(period => period.End == end);
}

/// <param name="Id">The number of its id; 0 for one that the service gave it.</param>
internal sealed record Entry(int Id, Guid EntryId, int Day, Guid Who, Guid? Period);
