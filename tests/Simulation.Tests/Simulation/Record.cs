using System.Text.Json;
using Periods.Simulation.Tests.Linearizability;

namespace Periods.Simulation.Tests.Simulation;

/// <summary>What clients sent and were told, to be held against the journal.</summary>
internal sealed class Record
{
    private readonly Dictionary<string, (Request Request, PeriodReply? Reply)> _sent = [];
    private readonly Dictionary<string, (Request Request, object Value)> _accepted = [];
    private readonly List<Request> _reused = [];

    public IEnumerable<(Request Request, PeriodReply? Reply)> Commands => _sent.Values;

    public IReadOnlyList<Request> ReusedKeys => _reused;

    public void Sent(Request request) => _sent.Add(request.Tag, (request, null));

    public void Acknowledged(Request request, PeriodReply reply) => _sent[request.Tag] = (request, reply);

    public void Reused(Request request) => _reused.Add(request);

    /// <summary>A silo's answer, whether or not it reached the client: under one key there is one acceptance, however often it is asked for (P4).</summary>
    public void Told(Request request, Told told)
    {
        if (request.Key is null || !request.IsCommand || told.Value is null) return;
        if (!_accepted.TryGetValue(request.Tag, out var first)) _accepted[request.Tag] = (request, told.Value);
        else if (JsonSerializer.Serialize(first.Value) is var before && JsonSerializer.Serialize(told.Value) is var now && before != now)
            throw new Violation($"P4: {request.Operation} {request.Tag} was answered twice and differently:\n{before}\n{now}");
    }
}
