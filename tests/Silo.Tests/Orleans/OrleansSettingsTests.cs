using System.Net;
using Microsoft.Extensions.Configuration;
using Periods.Silo.Orleans;

namespace Periods.Silo.Tests.Orleans;

public sealed class OrleansSettingsTests
{
    [Theory]
    [InlineData(null, "periods")]
    [InlineData("", "periods")]
    [InlineData("ledger", "ledger")]
    public void A_cluster_and_a_service_have_the_documented_name_unless_another_is_set(string? setting, string name)
    {
        var settings = Set(("ClusterId", setting), ("ServiceId", setting));
        Assert.Equal((name, name), (settings.ClusterId, settings.ServiceId));
    }

    [Theory]
    [InlineData("127.0.0.1", "127.0.0.1")]
    [InlineData("10.0.0.7", "0.0.0.0")]
    [InlineData("::1", "::1")]
    [InlineData("fd00::7", "::")]
    public void A_silo_listens_where_others_are_told_to_reach_it(string advertised, string listening) =>
        Assert.Equal(IPAddress.Parse(listening), Set(("AdvertisedAddress", advertised)).ListeningAddress);

    private static OrleansSettings Set(params (string Name, string? Value)[] settings) =>
        OrleansSettings.Of(new ConfigurationBuilder().AddInMemoryCollection(settings.Select(s => KeyValuePair.Create($"Orleans:{s.Name}", s.Value))).Build());
}
