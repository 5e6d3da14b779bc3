using System.Threading.Channels;

namespace Periods.Grains.Scoring;

/// <summary>Those who watch one score. A watcher that does not read loses its queue when that is full: it goes on from the journal, nobody waits for it.</summary>
internal sealed class Watchers
{
    private readonly List<Channel<ScoreView>> _queues = [];

    public Channel<ScoreView> Add()
    {
        var queue = Channel.CreateBounded<ScoreView>(new BoundedChannelOptions(Limits.WatcherQueueLength)
        {
            SingleReader = true,
            AllowSynchronousContinuations = false,
        });
        _queues.Add(queue);
        return queue;
    }

    public void Remove(Channel<ScoreView> queue) => _queues.Remove(queue);

    public void End() => _queues.RemoveAll(queue => queue.Writer.TryComplete());

    public void Tell(ScoreView score) => _queues.RemoveAll(queue => !queue.Writer.TryWrite(score) && queue.Writer.TryComplete());
}
