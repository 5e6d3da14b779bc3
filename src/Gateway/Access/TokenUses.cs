using System.Collections.Concurrent;
using Periods.Access;

namespace Periods.Gateway.Access;

/// <summary>
/// Notes now and then which tokens were used (<see cref="Limits.TokenUsesGatheredFor"/>), one append per business, far from any request. A note that cannot be made is made
/// with the next.
/// </summary>
internal sealed partial class TokenUses(IGrains grains, TimeProvider time)
{
    private readonly ConcurrentDictionary<(Guid BusinessId, Guid TokenId), DateTimeOffset> _seen = new();

    /// <summary>Called when a token was looked up, which is not for every request.</summary>
    public void Saw(Guid businessId, TokenUse use)
    {
        if (_seen.Count < Limits.TokensBelievedMax) _seen[(businessId, use.TokenId)] = use.At;
    }

    /// <summary>Notes until stopped.</summary>
    public async Task Run(ILogger log, CancellationToken stop)
    {
        using var timer = new PeriodicTimer(Limits.TokenUsesGatheredFor, time);
        try
        {
            while (await timer.WaitForNextTickAsync(stop)) await Note(log);
        }
        catch (OperationCanceledException)
        {
            // The service stops: what was not noted is noted when the token is used again.
        }
    }

    /// <summary>Notes what was seen since the last time. Throws nothing: the next time may be better, and another business has nothing to do with it.</summary>
    public async Task Note(ILogger log)
    {
        foreach (var business in _seen.ToArray().GroupBy(use => use.Key.BusinessId))
            try
            {
                foreach (var uses in business.Chunk(Limits.TokenUsesPerNote)) await Note(business.Key, uses);
            }
            catch (Exception e)
            {
                LogUnnoted(log, business.Key, e);
            }
    }

    private async Task Note(Guid businessId, KeyValuePair<(Guid BusinessId, Guid TokenId), DateTimeOffset>[] uses)
    {
        // Nobody sends this command: it is the service's own.
        var caller = new Caller(businessId, Guid.Empty);
        var noted = await grains.Users(businessId).NoteTokenUses(new NoteTokenUses(caller, [.. uses.Select(use => new TokenUse(use.Key.TokenId, use.Value))]));
        if (noted.Refusal is not null) return;
        // A use that came meanwhile is another one, and stays.
        foreach (var use in uses) _seen.TryRemove(use);
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "Uses of tokens were not noted this time: business={Business}")]
    private static partial void LogUnnoted(ILogger log, Guid business, Exception fault);
}
