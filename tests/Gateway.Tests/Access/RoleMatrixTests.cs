using Periods.Access;
using Periods.Gateway.Access;
using Periods.Gateway.Tests.Contract;
using Periods.Gateway.Tests.Running;

namespace Periods.Gateway.Tests.Access;

/// <summary>Who may do what: every operation by every role, each for itself. An id in a path is one that nobody has: whoever may call is told so.</summary>
public sealed class RoleMatrixTests(TestService service) : IClassFixture<TestService>
{
    private const string Table = """
        operation                                                          | nobody | viewer | member | admin | owner | operator
        POST /api/v1/businesses                                            | 401    | 403    | 403    | 403   | 403   | 201
        POST /api/v1/businesses/users                                      | 401    | 403    | 403    | 201   | 201   | 201
        GET /api/v1/businesses/policy                                      | 401    | 200    | 200    | 200   | 200   | 403
        PUT /api/v1/businesses/policy                                      | 401    | 403    | 403    | 200   | 200   | 403
        POST /api/v1/tokens                                                | 401    | 403    | 403    | 404   | 404   | 404
        GET /api/v1/tokens                                                 | 401    | 200    | 200    | 200   | 200   | 200
        POST /api/v1/tokens/{token_id}/revoke                              | 401    | 404    | 404    | 404   | 404   | 404
        DELETE /api/v1/tokens/{token_id}                                   | 401    | 404    | 404    | 404   | 404   | 404
        GET /api/v1/accounting-periods                                     | 401    | 200    | 200    | 200   | 200   | 403
        POST /api/v1/accounting-periods                                    | 401    | 403    | 403    | 201   | 201   | 403
        GET /api/v1/accounting-periods/{period_id}                         | 401    | 404    | 404    | 404   | 404   | 403
        POST /api/v1/accounting-periods/close                              | 401    | 403    | 403    | 201   | 201   | 403
        POST /api/v1/accounting-periods/{period_id}/lock                   | 401    | 403    | 403    | 404   | 404   | 403
        POST /api/v1/accounting-periods/{period_id}/reopen                 | 401    | 403    | 403    | 404   | 404   | 403
        POST /api/v1/accounting-periods/bulk-lock                          | 401    | 403    | 403    | 201   | 201   | 403
        GET /api/v1/accounting-periods/{period_id}/sign-offs               | 401    | 404    | 404    | 404   | 404   | 403
        POST /api/v1/accounting-periods/{period_id}/sign-offs              | 401    | 403    | 404    | 404   | 404   | 403
        DELETE /api/v1/accounting-periods/{period_id}/sign-offs            | 401    | 403    | 404    | 404   | 404   | 403
        GET /api/v1/accounting-periods/{period_id}/checklist-acks          | 401    | 404    | 404    | 404   | 404   | 403
        PUT /api/v1/accounting-periods/{period_id}/checklist-acks/{step_id}    | 401 | 403    | 404    | 404   | 404   | 403
        DELETE /api/v1/accounting-periods/{period_id}/checklist-acks/{step_id} | 401 | 403    | 404    | 404   | 404   | 403
        PUT /api/v1/accounting-periods/{period_id}/close-inputs            | 401    | 403    | 404    | 404   | 404   | 403
        POST /api/v1/accounting-periods/{period_id}/close-readiness        | 401    | 404    | 404    | 404   | 404   | 403
        GET /api/v1/accounting-periods/{period_id}/close-score             | 401    | 404    | 404    | 404   | 404   | 403
        GET /api/v1/accounting-periods/{period_id}/score-history           | 401    | 404    | 404    | 404   | 404   | 403
        GET /api/v1/accounting-periods/{period_id}/close-score/stream      | 401    | 404    | 404    | 404   | 404   | 403
        GET /api/v1/journal-entries                                        | 401    | 200    | 200    | 200   | 200   | 403
        POST /api/v1/journal-entries                                       | 401    | 403    | 201    | 201   | 201   | 403
        POST /api/v1/posting-checks                                        | 401    | 200    | 200    | 200   | 200   | 403
        GET /api/v1/audit-log                                              | 401    | 403    | 403    | 200   | 200   | 200
        GET /api/v1/accounting-periods/{period_id}/audit/verify            | 401    | 403    | 403    | 404   | 404   | 404
        GET /accounting_new/periods                                        | 401    | 200    | 200    | 200   | 200   | 403
        GET /accounting_new/periods/{period_id}                            | 401    | 404    | 404    | 404   | 404   | 403
        POST /accounting_new/periods/close                                 | 401    | 403    | 403    | 200   | 200   | 403
        POST /accounting_new/periods/validate-close                        | 401    | 200    | 200    | 200   | 200   | 403
        """;

    private static readonly string[][] Rows = [.. Table.Split('\n').Select(line => line.Split('|', StringSplitOptions.TrimEntries))];

    private static string[] Roles => Rows[0][1..];

    public static TheoryData<string> Listed => [.. Rows[1..].Select(row => row[0])];

    [Fact]
    public void Every_operation_of_the_service_has_its_row() =>
        Assert.Equal(Operations.OfTheService().Order(StringComparer.Ordinal), Rows[1..].Select(row => row[0]).Order(StringComparer.Ordinal));

    [Theory]
    [MemberData(nameof(Listed))]
    public async Task Each_role_is_answered_as_the_table_says(string name)
    {
        var operation = Operations.All.Single(o => $"{o}" == name);
        var statuses = new List<string> { name };
        foreach (var role in Roles)
        {
            // A business for each: what one role has done is nothing to the next.
            var company = await service.NewCompany();
            statuses.Add($"{(await operation.Call(Caller(operation, company, role), Guid.NewGuid())).Status}");
        }
        Assert.Equal(Rows.Single(row => row[0] == name), statuses);
    }

    [Fact]
    public void What_no_role_was_given_is_denied()
    {
        Assert.All(Enum.GetValues<BusinessRole>(), role => Assert.False(Somebody(role).May((Permission)99)));
        Assert.False(new Identity(Guid.Empty, User: null).May((Permission)99));
    }

    private Client Caller(Contract.Operation operation, Company company, string role) => role switch
    {
        "nobody" => service.Anonymous.With(operation.BusinessHeader, $"{company.Id}"),
        "operator" => operation.ByOperator(company),
        _ => operation.By(company, company.As(role)),
    };

    private static Identity Somebody(BusinessRole role) => new(Guid.Empty, new UserView(Guid.Empty, Guid.Empty, "a@b.example", "A", "B", role, default));
}
