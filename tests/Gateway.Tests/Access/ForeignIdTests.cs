using System.Text;
using Microsoft.Extensions.Logging.Abstractions;
using Periods.Gateway.Tests.Contract;
using Periods.Gateway.Tests.Running;
using Periods.Silo;
using Periods.Silo.Local;
using Periods.Silo.Sqlite;

namespace Periods.Gateway.Tests.Access;

/// <summary>
/// Another tenant's id and one that nobody has: the same answer, byte for byte, and the same questions to the journal, so that not even the time it takes tells them
/// apart. On every operation that names an id.
/// </summary>
public sealed class ForeignIdTests : IAsyncLifetime
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("periods-http-");
    private CountedJournal _journal = null!;
    private BareService _service = null!;

    public async Task InitializeAsync()
    {
        var file = SqliteJournal.Open(Path.Combine(_folder.FullName, "periods.db"), TimeProvider.System);
        var notices = new LocalNotices(TimeProvider.System, NullLogger<LocalNotices>.Instance);
        _journal = new CountedJournal(file);
        _service = await BareService.Start(new LocalGrains(_journal, new SystemClock(TimeProvider.System), notices), TimeProvider.System, file, notices);
    }

    public async Task DisposeAsync()
    {
        await _service.DisposeAsync();
        _folder.Delete(recursive: true);
    }

    public static TheoryData<Contract.Operation> NamingAnId => [.. Operations.All.Where(operation => operation.Pattern.Contains("_id}", StringComparison.Ordinal))];

    [Fact]
    public void Every_id_in_a_path_is_one_these_tests_know() =>
        Assert.All(
            Operations.OfTheService().Where(operation => operation.Contains('{', StringComparison.Ordinal)),
            operation => Assert.True(operation.Contains("{period_id}", StringComparison.Ordinal) || operation.Contains("/tokens/{token_id}", StringComparison.Ordinal), operation));

    [Theory]
    [MemberData(nameof(NamingAnId))]
    public async Task An_id_in_a_path(Contract.Operation operation)
    {
        var (mine, other) = (await _service.NewCompany(), await _service.NewCompany());
        var theirs = operation.IsInPeriod ? await other.OpenPeriod() : await TokenOf(other);
        var me = operation.By(mine, mine.Owner);

        await AssertSame(id => operation.Call(me, id), theirs);
        await AssertSame(id => operation.Call(me.Keyed($"{id}"), id), theirs);
    }

    [Fact]
    public async Task A_user_a_token_is_issued_for()
    {
        var (mine, other) = (await _service.NewCompany(), await _service.NewCompany());

        await AssertSame(id => mine.Owner.Client.Post("/api/v1/tokens", $$"""{"name":"t","user_id":"{{id}}"}"""), other.Viewer.Id);
        await AssertSame(id => mine.Operator.Post("/api/v1/tokens", $$"""{"name":"t","user_id":"{{id}}"}"""), other.Viewer.Id);
    }

    [Fact]
    public async Task A_token_of_somebody_else_for_whoever_may_not_see_it()
    {
        var company = await _service.NewCompany();

        await AssertSame(id => company.Member.Client.Delete($"/api/v1/tokens/{id}"), await TokenOf(company));
    }

    [Theory]
    [MemberData(nameof(Operations.InBusiness), MemberType = typeof(Operations))]
    public async Task A_business(Contract.Operation operation)
    {
        var (mine, other) = (await _service.NewCompany(), await _service.NewCompany());
        var me = operation.By(mine, mine.Owner);

        await AssertSame(id => operation.Call(me.With(operation.BusinessHeader, $"{id}"), Guid.Empty), other.Id);
    }

    /// <summary>Periods that are passed over are no error, but told alike.</summary>
    [Fact]
    public async Task A_period_among_those_to_be_locked()
    {
        var (mine, other) = (await _service.NewCompany(), await _service.NewCompany());

        await AssertSame(id => mine.Owner.Client.Post($"{PeriodCalls.Periods}/bulk-lock", $$"""{"period_ids":["{{id}}"]}"""), await other.OpenPeriod(), status: 201);
    }

    private async Task AssertSame(Func<Guid, Task<Answer>> call, Guid foreign, int status = 404)
    {
        await call(Guid.NewGuid()); // whoever calls is known from now on
        _journal.Asked();
        var (ofForeign, askedForForeign) = (await call(foreign), _journal.Asked());
        var unknown = Guid.NewGuid();
        var (ofUnknown, askedForUnknown) = (await call(unknown), _journal.Asked());

        Assert.Equal(status, ofForeign.Status);
        Assert.Equal(Told(ofUnknown, unknown), Told(ofForeign, foreign));
        Assert.Equal(askedForUnknown, askedForForeign);
    }

    /// <summary>Everything that was sent, but the time and the ids.</summary>
    private static string Told(Answer answer, Guid id)
    {
        var told = new StringBuilder($"{answer.Status}\n");
        foreach (var (name, value) in answer.Headers.Where(header => header.Key is not ("Date" or "X-Request-ID")).OrderBy(header => header.Key, StringComparer.Ordinal)) told.Append($"{name}: {value}\n");
        return told.Append(answer.Body).Replace($"{id}", "<id>").ToString();
    }

    private static async Task<Guid> TokenOf(Company company) =>
        (await company.Owner.Client.Get("/api/v1/tokens")).Ok().Json.GetProperty("items")[0].GetProperty("id").GetGuid();
}
