namespace Periods.Gateway.Validation;

/// <summary>The entity tags a request names.</summary>
/// <param name="Listed">Null: any, <c>*</c>.</param>
public sealed record EntityTags(IReadOnlyList<EntityTag>? Listed)
{
    public static readonly EntityTags Any = new(Listed: null);

    /// <summary>By weak comparison, as If-None-Match is judged.</summary>
    public bool Have(string tag) => Listed is null || Listed.Any(listed => listed.Text == tag);

    /// <summary>Those that a strong comparison can match, as If-Match is judged; null: any.</summary>
    public IEnumerable<string>? Strong => Listed?.Where(listed => !listed.IsWeak).Select(listed => listed.Text);
}

/// <param name="Text">Between the quotes.</param>
public readonly record struct EntityTag(bool IsWeak, string Text);
