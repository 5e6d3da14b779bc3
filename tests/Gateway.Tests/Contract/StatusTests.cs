namespace Periods.Gateway.Tests.Contract;

/// <summary>Every status of every operation is an answer that the service gives, and gives as documented.</summary>
public sealed class StatusTests(StagedService service) : IClassFixture<StagedService>
{
    public static TheoryData<string, int> Documented
    {
        get
        {
            var rows = new TheoryData<string, int>();
            foreach (var operation in ContractDocument.Operations)
            foreach (var status in operation.Statuses) rows.Add(operation.Id, status);
            return rows;
        }
    }

    [Theory]
    [MemberData(nameof(Documented))]
    public async Task A_documented_status_is_answered_with_its_exact_body(string id, int status)
    {
        var operation = ContractDocument.Operation(id);

        Contract.Documented.Is(operation, status, await Situations.Reach(service, operation, status));
    }

    [Fact]
    public void Every_operation_documents_what_any_operation_may_answer()
    {
        foreach (var operation in ContractDocument.Operations)
        {
            // Everybody may see tokens: their own.
            int[] always = operation.Path == "/api/v1/tokens" && operation.Method == "GET" ? [401, 422, 429, 500, 503] : [401, 403, 422, 429, 500, 503];
            Assert.Equal([], always.Except(operation.Statuses).Select(status => $"{operation.Id} {status}"));
            Assert.Equal(operation.HasBody, operation.Statuses.Contains(413));
            Assert.Equal(operation.BusinessHeader is not null, operation.Statuses.Contains(404));
            Assert.Equal(operation.Parameters("header").Any(header => header.GetProperty("name").GetString() == "Idempotency-Key"), operation.Statuses.Contains(409));
            Assert.Equal(operation.Parameters("header").Any(header => header.GetProperty("name").GetString() == "If-Match"), operation.Statuses.Contains(412));
            Assert.Equal(operation.Parameters("header").Any(header => header.GetProperty("name").GetString() == "If-None-Match"), operation.Statuses.Contains(304));
        }
    }
}
