using Periods.Gateway.Tests.Contract;
using Periods.Gateway.Tests.Running;

namespace Periods.Gateway.Tests.Audit;

/// <summary>What the service could not do, or had no room for, is no judgement and stands in no log.</summary>
public sealed class UnjudgedTests(StagedService service) : IClassFixture<StagedService>
{
    [Fact]
    public async Task Commands_that_were_told_to_come_back_are_not_kept()
    {
        var company = await Company.Found(new Client(service.Http), ContractService.OperatorToken);
        var (period, member) = (await company.OpenPeriod(), company.Member.Client);
        (await service.During(Trouble.FullOfKeys, () => member.Keyed("k").SignOff(period, "preparer"))).IsStatus(429);
        (await service.During(Trouble.Overloaded, () => member.SignOff(period, "preparer"))).IsStatus(503);
        (await service.WithoutShare(company.Id, () => member.SignOff(period, "preparer"))).IsStatus(429);
        (await member.RevokeSignOff(period, "preparer")).IsError(404, "sign_off_not_found", "Resource not found");

        Assert.Equal("sign_off_not_found", Assert.Single((await company.Owner.Client.WithRefusals(1)).Items()).Field("code"));
    }
}
