namespace Periods.Closing;

/// <summary>What a command expects of the period it changes: that there is one, and where tags are named, that one of them is still its tag.</summary>
/// <param name="Tags">As <see cref="PeriodView.Tag"/> told them; null: any.</param>
public sealed record Expectation(IReadOnlyList<string>? Tags)
{
    /// <param name="tag">Of the period as it is; null when there is none.</param>
    public bool IsMetBy(string? tag) => tag is not null && (Tags is null || Tags.Contains(tag));
}

/// <summary>A command on a period that may come with an expectation: it is judged in the same moment as the command, and refused as <see cref="RefusalCode.PeriodChanged"/>.</summary>
public interface IConditional : ICommand
{
    Expectation? Expected { get; }
}
