using Npgsql;
using Periods.Silo.Postgres;

namespace Periods.Silo.Tests.Postgres;

/// <summary>What one connection's failure says about the others, and what an operator's connection string is made into.</summary>
public sealed class PostgresServerTests
{
    private const string OneHost = "Host=nowhere";

    private const string Hosts = "Host=one,other";

    [Theory]
    [InlineData(PostgresErrorCodes.AdminShutdown, true)]
    [InlineData(PostgresErrorCodes.CrashShutdown, true)]
    [InlineData(PostgresErrorCodes.CannotConnectNow, true)]
    [InlineData(PostgresErrorCodes.IdleSessionTimeout, true)]
    [InlineData(PostgresErrorCodes.QueryCanceled, false)]
    [InlineData(PostgresErrorCodes.UniqueViolation, false)]
    [InlineData(PostgresErrorCodes.ReadOnlySqlTransaction, false)]
    public void Who_ends_a_session_may_have_ended_all_and_who_refuses_a_statement_has_ended_none(string code, bool areAllDoubtful)
    {
        var server = new PostgresServer(OneHost);
        var before = server.Failures;

        server.NoteFailure(new PostgresException("the test says so", "FATAL", "FATAL", code));

        Assert.Equal(areAllDoubtful, server.Failures != before);
    }

    [Fact]
    public void A_connection_that_lies_idle_is_asked_after_as_often_as_its_string_says_or_else_by_default()
    {
        Assert.True(PostgresServer.Settings(OneHost).TcpKeepAlive);
        Assert.Equal(PostgresSettings.KeepAliveSeconds, PostgresServer.Settings(OneHost).TcpKeepAliveTime);
        Assert.Equal(7, PostgresServer.Settings($"{OneHost};Tcp Keepalive Time=7").TcpKeepAliveTime);
    }

    [Fact]
    public void Of_several_hosts_the_one_that_is_written_on_is_looked_for_at_once_and_anew_each_time_unless_others_are_asked_for()
    {
        var several = PostgresServer.Settings($"{Hosts};Timeout=30;Host Recheck Seconds=600");
        Assert.Equal("primary", several.TargetSessionAttributes);
        Assert.Equal((PostgresSettings.HostSeconds, PostgresSettings.HostSeconds), (several.Timeout, several.HostRecheckSeconds));
        Assert.Equal("read-write", PostgresServer.Settings($"{Hosts};Target Session Attributes=read-write").TargetSessionAttributes);

        // One host alone is given the time that its string says.
        var one = PostgresServer.Settings($"{OneHost};Timeout=30");
        Assert.Null(one.TargetSessionAttributes);
        Assert.Equal(30, one.Timeout);
    }
}
