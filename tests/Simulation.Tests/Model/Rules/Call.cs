using System.Text.Json;
using Periods.Simulation.Tests.Model.Playing;
using Periods.Simulation.Tests.Model.Steps;

namespace Periods.Simulation.Tests.Model.Rules;

/// <summary>A step as it was sent, and by whom.</summary>
internal sealed record Call(Step Step, Exchange Sent, Sender By);

/// <summary>What the service chose by itself, as its answer has it: ids, what is random, and the time.</summary>
internal sealed class Chosen(Answer answer)
{
    public Guid Id => Json.GetProperty("id").GetGuid();

    private JsonElement Json => answer.Json;

    public string Text(string name) => Json.GetProperty(name).GetString()!;
}
