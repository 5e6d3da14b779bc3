using Periods.Simulation.Tests.Model.Playing;

namespace Periods.Simulation.Tests.Model.Rules;

/// <summary>What the model expects of an answer: what is not in <paramref name="Fields"/> is not looked at.</summary>
/// <param name="Code">Of an error: its code, or, of a 422, the type of its first problem.</param>
/// <param name="Items">Of a list, all of its pages together.</param>
/// <param name="Tagged">The period whose entity tag the answer carries; null of one that carries none.</param>
/// <param name="Same">The answer given before, to the letter; null of a new one.</param>
internal sealed record Expected(int Status, string? Code = null, Facts? Fields = null, IReadOnlyList<Facts>? Items = null, Period? Tagged = null, Answer? Same = null);
