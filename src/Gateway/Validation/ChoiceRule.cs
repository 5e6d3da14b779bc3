namespace Periods.Gateway.Validation;

/// <summary>One of a few words; anything else, of whatever type, is <c>Unexpected</c>.</summary>
internal readonly record struct ChoiceRule<T>(Choices<T> Choices, Fault Unexpected) : IRule<T>
{
    public Reading<T> Read(Sent sent)
    {
        var word = sent.Text(otherwise: Unexpected);
        if (word.Fault is not null) return word.Fault;
        return Choices.TryRead(word.Value!, out var meaning) ? meaning : Unexpected;
    }
}
