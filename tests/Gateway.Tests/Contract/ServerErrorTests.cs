using System.Text;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Periods.Gateway.Api;
using Periods.Gateway.Tests.Running;
using Periods.Gateway.Tests.Streams;

namespace Periods.Gateway.Tests.Contract;

/// <summary>What the server itself has against a request while it is read, in the contract's shape.</summary>
public sealed class ServerErrorTests
{
    [Theory]
    [InlineData(400, """{"detail":"Invalid request parameters","code":"malformed_request"}""")]
    [InlineData(408, """{"detail":"Invalid request parameters","code":"malformed_request"}""")]
    [InlineData(413, """{"detail":"Request body is too large","code":"body_too_large"}""")]
    public async Task A_request_that_the_server_gives_up_on_is_answered_with_its_status(int status, string body)
    {
        var (http, faults) = await Run(new BadHttpRequestException("", status));
        Assert.Equal((status, body), (http.Response.StatusCode, Encoding.UTF8.GetString(((MemoryStream)http.Response.Body).ToArray())));
        Assert.Empty(faults.Entries);
    }

    [Theory]
    [InlineData(typeof(ConnectionResetException), false, false)]
    [InlineData(typeof(ConnectionAbortedException), false, false)]
    [InlineData(typeof(TaskCanceledException), true, false)]
    [InlineData(typeof(TaskCanceledException), false, true)]
    [InlineData(typeof(InvalidOperationException), false, true)]
    public async Task A_client_that_hangs_up_is_no_fault_of_ours(Type thrown, bool isGone, bool isFault)
    {
        var (http, faults) = await Run((Exception)Activator.CreateInstance(thrown, "gone")!, new CancellationToken(isGone));
        Assert.Equal(isFault ? 500 : 499, http.Response.StatusCode);
        Assert.Equal(isFault ? 1 : 0, faults.Entries.Length);
    }

    [Theory]
    [InlineData(typeof(ConnectionAbortedException), false)]
    [InlineData(typeof(ConnectionResetException), false)]
    [InlineData(typeof(IOException), true)]
    public async Task A_read_that_ends_with_its_connection_is_no_fault_of_ours(Type cause, bool isFault)
    {
        var (http, faults) = await Run(new TaskCanceledException("cut off", (Exception)Activator.CreateInstance(cause, "gone")!));
        Assert.Equal(isFault ? 500 : 499, http.Response.StatusCode);
        Assert.Equal(isFault ? 1 : 0, faults.Entries.Length);
    }

    [Theory]
    [InlineData(typeof(InvalidOperationException), 1)]
    [InlineData(typeof(BadHttpRequestException), 0)]
    [InlineData(typeof(ConnectionResetException), 0)]
    public async Task An_answer_that_had_begun_is_cut_off_and_nothing_is_written_behind_it(Type thrown, int faults)
    {
        using var log = new KeptLog();
        var connection = new FakeConnection();
        connection.Http.Features.Set<IHttpResponseFeature>(new Begun());

        await ErrorResponses.Middleware(log)(connection.Http, _ => throw (Exception)Activator.CreateInstance(thrown, "late")!);

        Assert.True(connection.IsAborted);
        Assert.Equal(200, connection.Http.Response.StatusCode);
        Assert.Equal(faults, log.Entries.Length);
    }

    private sealed class Begun : HttpResponseFeature
    {
        public override bool HasStarted => true;
    }

    private static async Task<(HttpContext, KeptLog)> Run(Exception thrown, CancellationToken aborted = default)
    {
        var (http, log) = (new DefaultHttpContext { RequestAborted = aborted }, new KeptLog());
        http.Response.Body = new MemoryStream();
        await ErrorResponses.Middleware(log.CreateLogger(""))(http, _ => throw thrown);
        await http.Response.BodyWriter.FlushAsync(CancellationToken.None);
        return (http, log);
    }
}
