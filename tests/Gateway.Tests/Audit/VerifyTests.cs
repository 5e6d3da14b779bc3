using Periods.Gateway.Tests.Running;

namespace Periods.Gateway.Tests.Audit;

/// <summary>The chain of a period is walked as the file holds it, beside the service that wrote it.</summary>
public sealed class VerifyTests
{
    [Fact]
    public async Task A_whole_history_is_valid_and_an_edited_one_is_named_at_its_first_bad_version()
    {
        await using var own = await OwnService.Start();
        var company = await own.Service.NewCompany();
        var (owner, period) = (company.Owner.Client, await company.OpenPeriod());
        foreach (var role in new[] { "preparer", "reviewer", "controller" }) (await company.Member.Client.SignOff(period, role, "checked")).Ok();
        (await owner.VerifyAudit(period)).Is(
            200, $$"""{"period_id":"{{period}}","valid":true,"events":4,"head_hash":"<hash>","first_bad_version":null,"detail":null,"checked_at":"<time>"}""");

        Edit("data = replace(data, 'checked', 'skipped')");
        await IsBadAt(3, "is not what was written after the version before it: its hash is another one");
        Edit("data = replace(data, 'skipped', 'checked')");
        Edit("request_id = 'forged'");
        await IsBadAt(3, "is not what was written after the version before it: its hash is another one");
        Edit("actor = x'00'");
        await IsBadAt(3, "cannot be read as an event");
        Journal.Alter(own.Service.JournalPath, $"DELETE FROM event WHERE version = 3 AND entity = (SELECT id FROM entity WHERE key = 'p:{company.Id:N}:{period:N}')");
        await IsBadAt(3, "is missing; the next one kept is version 4");

        void Edit(string change) => Journal.Alter(
            own.Service.JournalPath, $"UPDATE event SET {change} WHERE version = 3 AND entity = (SELECT id FROM entity WHERE key = 'p:{company.Id:N}:{period:N}')");

        async Task IsBadAt(long version, string wrong) => (await owner.VerifyAudit(period)).Is(200, $$"""
            {"period_id":"{{period}}","valid":false,"events":2,"head_hash":"<hash>","first_bad_version":{{version}},"detail":"Version {{version}} {{wrong}}","checked_at":"<time>"}
            """);
    }

    [Fact]
    public async Task A_period_that_cannot_be_loaded_any_more_is_verified_all_the_same()
    {
        await using var own = await OwnService.Start();
        var company = await own.Service.NewCompany();
        var period = await company.OpenPeriod();
        Journal.Alter(own.Service.JournalPath, $"UPDATE event SET actor = zeroblob(16) WHERE entity = (SELECT id FROM entity WHERE key = 'p:{company.Id:N}:{period:N}')");
        await own.Service.Restart();
        var owner = company.At(own.Service.Anonymous).Owner.Client;

        Assert.Equal(503, (await owner.CloseScore(period)).Status);
        Assert.Equal(1, (await owner.VerifyAudit(period)).Ok().Number("first_bad_version"));
    }
}
