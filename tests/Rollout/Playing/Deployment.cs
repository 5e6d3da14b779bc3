using Periods.Gateway.Tests.Running;
using Periods.Rollout.Releases;

namespace Periods.Rollout.Playing;

/// <summary>The deployment controller: as many silos as are wanted, and a rollout as the strategy says.</summary>
internal sealed class Deployment(Plan plan, ContainerEnvironment environment, Endpoints endpoints) : IAsyncDisposable
{
    private readonly List<Pod> _pods = [];
    private readonly List<Task<TimeSpan>> _leaving = [];
    private readonly List<string> _said = [];

    public IReadOnlyList<Pod> Pods => _pods;

    /// <summary>Warnings and errors of silos that are gone, each by its first two lines.</summary>
    public IEnumerable<string> Complaints => _said.Zip(_said.Skip(1), (line, next) => $"{line}{next}")
        .Where(text => text.Split(' ') is [_, "warn" or "fail" or "crit", ..]);

    /// <summary>The longest a silo took to end after SIGTERM.</summary>
    public TimeSpan WorstExit => _leaving.Select(l => l.Result).Max();

    public async Task Install(Release release)
    {
        for (var i = 0; i < plan.Replicas; i++) Start(release);
        foreach (var pod in _pods) await Available(pod);
    }

    /// <summary>Replaces every silo of another release, and ends when the last of them has left.</summary>
    public async Task Roll(Release release)
    {
        while (_pods.FirstOrDefault(p => p.Release != release && !p.IsLeaving) is { } old)
        {
            if (_pods.Count(p => !p.IsLeaving) < plan.Replicas + plan.Surge) await Available(Start(release));
            else Remove(old);
        }
        await Task.WhenAll(_leaving);
        while (_pods.FirstOrDefault(p => p.IsLeaving) is { } left) await Forget(left);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var pod in _pods)
        {
            _said.AddRange(pod.Lines);
            await pod.DisposeAsync();
        }
        _pods.Clear();
    }

    private Pod Start(Release release)
    {
        var pod = new Pod(release, plan, environment);
        _pods.Add(pod);
        endpoints.Watch(pod);
        return pod;
    }

    private static async Task Available(Pod pod)
    {
        await Until.Holds(() => Task.FromResult(pod.IsAvailable || pod.Failure is not null));
        Assert.Null(pod.Failure);
    }

    private void Remove(Pod pod) => _leaving.Add(pod.Leave());

    private async Task Forget(Pod pod)
    {
        Assert.Null(pod.Failure);
        _pods.Remove(pod);
        _said.AddRange(pod.Lines);
        endpoints.Forget(pod);
        await pod.DisposeAsync();
    }
}
