using System.Net;
using Periods.Silo.Orleans;
using Periods.Silo.Orleans.Membership;

namespace Periods.Silo.Tests.Orleans;

public sealed class SignsOfLifeTests
{
    private readonly SignsOfLife _signs = new();

    [Fact]
    public void Missing_is_whose_sign_is_the_same_for_as_long_as_agreed()
    {
        for (var look = 0; look < OrleansLimits.SignsMissed; look++) Assert.Empty(_signs.Missing([Silo(1, sign: 0), Silo(2, sign: look)]));

        Assert.Equal([Silo(1, sign: 0).SiloAddress], _signs.Missing([Silo(1, sign: 0), Silo(2, sign: OrleansLimits.SignsMissed)]));
    }

    [Fact]
    public void A_sign_that_was_never_renewed_before_the_first_look_counts_from_then_on_whatever_the_clocks_say() =>
        Assert.Empty(_signs.Missing([Silo(1, sign: -1_000_000)]));

    [Fact]
    public void One_sign_is_enough_to_be_there_again()
    {
        for (var look = 0; look < OrleansLimits.SignsMissed; look++) Assert.Empty(_signs.Missing([Silo(1, sign: 0)]));
        for (var look = 0; look < OrleansLimits.SignsMissed; look++) Assert.Empty(_signs.Missing([Silo(1, sign: 1)]));
    }

    [Fact]
    public void While_nobody_could_look_nobody_missed_a_sign()
    {
        for (var look = 0; look < OrleansLimits.SignsMissed; look++) Assert.Empty(_signs.Missing([Silo(1, sign: 0)]));
        _signs.Forget();

        Assert.Empty(_signs.Missing([Silo(1, sign: 0)]));
    }

    [Fact]
    public void Who_is_no_active_member_is_missed_by_nobody()
    {
        for (var look = 0; look <= OrleansLimits.SignsMissed; look++) Assert.Empty(_signs.Missing([Silo(1, sign: 0, SiloStatus.Joining), Silo(2, sign: 0, SiloStatus.Dead)]));
    }

    private static MembershipEntry Silo(int port, int sign, SiloStatus status = SiloStatus.Active) => new()
    {
        SiloAddress = SiloAddress.New(new IPEndPoint(IPAddress.Loopback, port), 1),
        Status = status,
        IAmAliveTime = DateTime.UnixEpoch.AddSeconds(sign),
    };
}
