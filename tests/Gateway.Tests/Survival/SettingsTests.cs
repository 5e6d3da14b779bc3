using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Periods.Gateway.Startup;

namespace Periods.Gateway.Tests.Survival;

/// <summary>What settings mean, and that one which is there and empty, as a template leaves it, is none.</summary>
public sealed class SettingsTests
{
    [Theory]
    [InlineData(null, null)]
    [InlineData("", null)]
    [InlineData("0123456789abcdef!~0123456789ABCDE", "0123456789abcdef!~0123456789ABCDE")]
    [InlineData("01234567890123456789012345678901", "01234567890123456789012345678901")]
    public void An_operator_token_is_printable_ascii(string? setting, string? token) => Assert.Equal(token, Settings.OperatorToken(Set("Access:OperatorToken", setting)));

    [Theory]
    [InlineData("0123456789012345678901234567890é")]
    [InlineData("0123456789012345678901234567890\u007f")]
    public void What_a_header_may_not_carry_is_no_operator_token(string setting) =>
        Assert.Throws<StartupException>(() => Settings.OperatorToken(Set("Access:OperatorToken", setting)));

    [Theory]
    [InlineData(null, "Data Source=data/periods.db")]
    [InlineData("", "Data Source=data/periods.db")]
    [InlineData("Host=db", "Host=db")]
    public void The_journal_is_a_file_unless_another_is_set(string? setting, string journal) => Assert.Equal(journal, Settings.Journal(Set("ConnectionStrings:Journal", setting)));

    [Theory]
    [InlineData(null, null)]
    [InlineData("", null)]
    [InlineData("data/periods.owner", "data/periods.owner")]
    public void A_journal_has_an_owner_where_a_file_is_set(string? setting, string? file) => Assert.Equal(file, Settings.OwnershipFile(Set("Journal:OwnershipFile", setting)));

    [Theory]
    [InlineData(null, null)]
    [InlineData("", null)]
    [InlineData("http://127.0.0.1:9090", "http://127.0.0.1:9090")]
    public void There_is_a_management_address_where_one_is_set(string? setting, string? url) => Assert.Equal(url, Settings.ManagementUrl(Set("Management:Url", setting)));

    [Theory]
    [InlineData(null, true)]
    [InlineData("", true)]
    [InlineData("true", true)]
    [InlineData("False", false)]
    public void Addresses_are_recorded_unless_that_is_not_wanted(string? setting, bool areRecorded) => Assert.Equal(areRecorded, Settings.RecordsAddresses(Set("Audit:RecordAddresses", setting)));

    [Fact]
    public void Addresses_are_recorded_or_not() =>
        Assert.Equal("Audit__RecordAddresses must be true or false.", Assert.Throws<StartupException>(() => Settings.RecordsAddresses(Set("Audit:RecordAddresses", "no"))).Message);

    [Theory]
    [InlineData(null, "")]
    [InlineData("", "")]
    [InlineData("10.0.0.1", "10.0.0.1/32")]
    [InlineData("::1, 10.1.2.3/8,,fd00::/8", "::1/128 10.0.0.0/8 fd00::/8")]
    public void Trusted_proxies_are_addresses_and_networks(string? setting, string networks) =>
        Assert.Equal(networks, string.Join(' ', Settings.TrustedProxies(Set("TrustedProxies", setting))));

    [Theory]
    [InlineData("ingress")]
    [InlineData("10.0.0.0/33")]
    [InlineData("*")]
    [InlineData("192.168/16")]
    [InlineData("010.0.0.0/8")]
    [InlineData("10")]
    public void What_is_no_address_and_no_network_is_no_proxy(string setting) => Assert.Equal(
        "TrustedProxies must be IP addresses or networks such as 10.0.0.0/8, with commas in between.", Assert.Throws<StartupException>(() => Settings.TrustedProxies(Set("TrustedProxies", setting))).Message);

    [Theory]
    [InlineData(null, false)]
    [InlineData("", false)]
    [InlineData("http://collector:4317", true)]
    [InlineData("https://collector:4317", true)]
    public void Traces_are_sent_where_an_endpoint_is_set(string? setting, bool isSet) =>
        Assert.Equal(isSet, Settings.IsOtlpEndpointSet(Set("OTEL_EXPORTER_OTLP_ENDPOINT", setting)));

    [Theory]
    [InlineData("collector")]
    [InlineData("collector:4317")]
    [InlineData("/collector")]
    [InlineData("ftp://collector")]
    public void An_endpoint_is_an_address_on_the_web(string setting) =>
        Assert.Throws<StartupException>(() => Settings.IsOtlpEndpointSet(Set("OTEL_EXPORTER_OTLP_ENDPOINT", setting)));

    [Theory]
    [InlineData(null, false)]
    [InlineData("", false)]
    [InlineData("none", false)]
    [InlineData("otlp", true)]
    public void Metrics_are_sent_where_that_is_asked_for(string? setting, bool areSent) => Assert.Equal(areSent, Settings.AreMetricsExported(Set("OTEL_METRICS_EXPORTER", setting)));

    [Fact]
    public void Metrics_are_sent_in_no_other_way() => Assert.Throws<StartupException>(() => Settings.AreMetricsExported(Set("OTEL_METRICS_EXPORTER", "prometheus")));

    [Theory]
    [InlineData(null, "periods")]
    [InlineData("", "periods")]
    [InlineData("ledger", "ledger")]
    public void The_service_has_a_name_in_what_is_sent(string? setting, string name) => Assert.Equal(name, Settings.ServiceName(Set("OTEL_SERVICE_NAME", setting)));

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("plain")]
    [InlineData("json")]
    public void The_log_has_two_forms(string? setting) => Logs.Configure(WebApplication.CreateSlimBuilder().Logging, Set("Logging:Console:FormatterName", setting));

    [Fact]
    public void The_log_has_no_other_form() =>
        Assert.Throws<StartupException>(() => Logs.Configure(WebApplication.CreateSlimBuilder().Logging, Set("Logging:Console:FormatterName", "simple")));

    [Theory]
    [InlineData(null, 0.01)]
    [InlineData("", 0.01)]
    [InlineData("0", 0)]
    [InlineData("0.5", 0.5)]
    [InlineData("1", 1)]
    public void One_request_in_a_hundred_is_traced_unless_another_share_is_set(string? setting, double ratio) =>
        Assert.Equal(ratio, Settings.TraceRatio(Set("OTEL_TRACES_SAMPLER_ARG", setting)));

    [Theory]
    [InlineData("-0.1")]
    [InlineData("1.1")]
    [InlineData("NaN")]
    [InlineData("half")]
    public void A_share_is_a_number_from_0_to_1(string setting) => Assert.Throws<StartupException>(() => Settings.TraceRatio(Set("OTEL_TRACES_SAMPLER_ARG", setting)));

    private static IConfiguration Set(string name, string? value) => new ConfigurationBuilder().AddInMemoryCollection([new(name, value)]).Build();
}
