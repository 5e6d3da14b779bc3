using System.IO.Pipelines;
using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Periods.Gateway.Tests.Streams;

/// <summary>A connection whose client reads when the test says so, and a clock that the test moves.</summary>
internal sealed class FakeConnection : TimeProvider, IHttpResponseBodyFeature, IHttpRequestLifetimeFeature
{
    private readonly Pipe _pipe = new(new PipeOptions(pauseWriterThreshold: 16, resumeWriterThreshold: 8, useSynchronizationContext: false));
    private long _now;

    public FakeConnection()
    {
        Http.Features.Set<IHttpResponseBodyFeature>(this);
        Http.Features.Set<IHttpRequestLifetimeFeature>(this);
    }

    public DefaultHttpContext Http { get; } = new();

    public bool IsAborted { get; private set; }

    public CancellationToken RequestAborted { get; set; }

    public Stream Stream => throw new NotSupportedException();

    public PipeWriter Writer => _pipe.Writer;

    /// <summary>What has arrived; a write that waited goes on.</summary>
    public async Task<string> Read()
    {
        if (!_pipe.Reader.TryRead(out var read)) return "";
        var text = Encoding.UTF8.GetString(read.Buffer);
        _pipe.Reader.AdvanceTo(read.Buffer.End);
        await Task.Yield();
        return text;
    }

    public void Pass(TimeSpan time) => _now += time.Ticks;

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override long GetTimestamp() => _now;

    public void Abort()
    {
        IsAborted = true;
        _pipe.Reader.Complete();
    }

    public Task StartAsync(CancellationToken cancellationToken = default) => Task.CompletedTask;

    public Task CompleteAsync() => Task.CompletedTask;

    public Task SendFileAsync(string path, long offset, long? count, CancellationToken cancellationToken = default) => throw new NotSupportedException();

    public void DisableBuffering()
    {
    }
}
