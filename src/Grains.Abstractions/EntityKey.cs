namespace Periods;

/// <summary>
/// The key of an entity and of its grain: <c>b:{business}</c>, <c>u:{business}</c>, <c>p:{business}:{period}</c>, <c>s:{business}:{period}</c>,
/// <c>e:{business}:{entry}</c>, <c>a:{business}</c>. Built here only. A key never consists of hexadecimal digits alone, because Orleans folds keys that do.
/// </summary>
public readonly record struct EntityKey(char Kind, Guid Business, Guid Period)
{
    public static EntityKey ForBusiness(Guid business) => new('b', business, default);

    /// <summary>The users and tokens of a business.</summary>
    public static EntityKey ForUsers(Guid business) => new('u', business, default);

    public static EntityKey ForPeriod(Guid business, Guid period) => new('p', business, period);

    public static EntityKey ForScore(Guid business, Guid period) => new('s', business, period);

    /// <summary>A journal entry; its id stands where others have the period's.</summary>
    public static EntityKey ForEntry(Guid business, Guid entry) => new('e', business, entry);

    /// <summary>What a business was refused.</summary>
    public static EntityKey ForRefusals(Guid business) => new('a', business, default);

    /// <summary>Between which texts the keys of a business's periods lie, both excluded.</summary>
    public static (string After, string Before) PeriodsOf(Guid business) => ($"p:{business:N}:", $"p:{business:N};");

    public override string ToString() => Period == default ? $"{Kind}:{Business:N}" : $"{Kind}:{Business:N}:{Period:N}";

    /// <summary>Reads what <see cref="ToString"/> wrote.</summary>
    public static EntityKey Parse(string text) => text.Length switch
    {
        34 => new(text[0], Guid.ParseExact(text.AsSpan(2, 32), "N"), default),
        67 => new(text[0], Guid.ParseExact(text.AsSpan(2, 32), "N"), Guid.ParseExact(text.AsSpan(35, 32), "N")),
        _ => throw new FormatException($"'{text}' is no entity key"),
    };
}
