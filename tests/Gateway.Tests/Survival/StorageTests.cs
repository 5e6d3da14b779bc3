using Periods.Gateway.Tests.Running;

namespace Periods.Gateway.Tests.Survival;

/// <summary>A file that cannot be used is one clear line; a disk that is full refuses commands and nothing else.</summary>
[Collection("Processes")]
public sealed class StorageTests
{
    [Fact]
    public async Task A_second_process_on_the_same_file_is_turned_away_and_the_first_goes_on()
    {
        using var folder = new TempFolder();
        var journal = folder.File("periods.db");
        await using var first = await ServiceProcess.Start(journal);
        await using var second = ServiceProcess.Launch(journal);
        await IsTurnedAway(second, $"periods: {journal} is in use by another process.");
        await first.NewCompany();
    }

    [Fact]
    public async Task A_file_that_is_no_database_is_left_alone()
    {
        using var folder = new TempFolder();
        var journal = folder.File("periods.db");
        var notes = string.Concat(Enumerable.Repeat("these are my notes\n", 1_000));
        await File.WriteAllTextAsync(journal, notes);
        await using var service = ServiceProcess.Launch(journal);
        await IsTurnedAway(service, $"periods: {journal} is damaged or no database: ");
        Assert.Equal(notes, await File.ReadAllTextAsync(journal));
    }

    [Fact]
    public async Task A_file_that_lost_its_end_is_not_served()
    {
        using var folder = new TempFolder();
        var journal = await Written(folder);
        Journal.Alter(journal, "DELETE FROM event WHERE position = (SELECT max(position) FROM event)");
        await using var service = ServiceProcess.Launch(journal);
        await IsTurnedAway(service, $"periods: {journal} is damaged: it ended at event ");
    }

    [Fact]
    public async Task A_file_of_a_newer_service_is_left_to_it()
    {
        using var folder = new TempFolder();
        var journal = await Written(folder);
        Journal.Alter(journal, "INSERT INTO schema_version (version, name) VALUES (999, 'later')");
        await using var service = ServiceProcess.Launch(journal);
        await IsTurnedAway(service, $"periods: {journal} has schema version 999, but this service knows versions up to ");
    }

    [Fact]
    public async Task A_database_of_something_else_is_left_alone()
    {
        using var folder = new TempFolder();
        var journal = folder.File("periods.db");
        Journal.Alter(journal, "CREATE TABLE customers (id INTEGER)");
        await using var service = ServiceProcess.Launch(journal);
        await IsTurnedAway(service, $"periods: {journal} is a database of something else.");
    }

    [Fact]
    public async Task Where_the_kernel_keeps_no_locks_nothing_is_started()
    {
        using var folder = new TempFolder();
        var journal = folder.File("periods.db");
        await using var service = ServiceProcess.Launch(journal, settings: ("DOTNET_SYSTEM_IO_DISABLEFILELOCKING", "1"));
        await IsTurnedAway(service, $"periods: {journal} cannot be locked, so that a second process could not be kept out");
    }

    [Fact]
    public async Task On_a_full_disk_commands_wait_reads_work_and_room_is_all_it_needs()
    {
        await using var disk = await SmallDisk.Mount();
        var journal = disk.File("periods.db");
        await using var service = await ServiceProcess.Start(journal);
        var company = await service.NewCompany();
        var period = await company.OpenPeriod();
        var ledger = new Ledger();
        await Sign("before");
        disk.Fill();

        // The last page of the log may have room for a command or two.
        for (var i = 0; i < 50 && ledger.Refused == 0; i++) await Sign($"full-{i}");
        Assert.Equal(1, ledger.Refused);
        for (var i = 0; i < 5; i++) await Sign($"still-full-{i}");
        Assert.Equal(6, ledger.Refused);
        var refused = await company.Admin.Client.ClosePeriod("2026-03-31");
        Assert.Equal("1", refused.IsError(503, "storage_unavailable", "Storage is not available; try again").Headers["Retry-After"]);
        (await company.Viewer.Client.CloseScore(period)).Ok();
        Assert.Equal("open", (await company.Viewer.Client.Get($"{PeriodCalls.Periods}/{period}")).Ok().Text("status"));
        (await service.Anonymous.Get("/health/ready")).Is(503, """{"status":"not_ready"}""");
        (await service.Anonymous.Get("/health/live")).Is(200, """{"status":"live"}""");

        disk.Free();
        await Until.Holds(async () => (await service.Anonymous.Get("/health/ready")).Status == 200);
        (await company.Admin.Client.ClosePeriod("2026-03-31")).Ok();
        await Sign("after");
        Assert.Equal(6, ledger.Refused);
        Assert.EndsWith(" fail Periods.Silo.Sqlite.SqliteJournal: The journal cannot be written.", Assert.Single(service.Faults), StringComparison.Ordinal);
        var facts = await Journal.ReadVerified(journal);
        ledger.AssertKept(facts);
        Assert.Equal(Oracle.Score(facts.Where(f => f.Entity.Kind == 'p')), (await company.Viewer.Client.CloseScore(period)).Number("score"));

        Task<bool> Sign(string mark) => ledger.Send(mark, company, c => c.Member.Client.Keyed(mark).SignOff(period, "preparer", mark));
    }

    private static async Task IsTurnedAway(ServiceProcess service, string beginning)
    {
        Assert.Equal(1, await service.Exit());
        Assert.StartsWith(beginning, Assert.Single(service.Errors), StringComparison.Ordinal);
        Assert.Empty(service.Output);
    }

    private static async Task<string> Written(TempFolder folder)
    {
        var journal = folder.File("periods.db");
        await using var service = await ServiceProcess.Start(journal);
        await service.NewCompany();
        await service.Terminate();
        Assert.Equal(0, await service.Exit());
        return journal;
    }
}
