using System.Text;
using Periods.Gateway.Tests.Fuzz;
using Periods.Gateway.Tests.Running;

namespace Periods.Gateway.Tests.Audit;

/// <summary>Every answer says under which id its request is found again.</summary>
public sealed class RequestIdTests(TestService service) : IClassFixture<TestService>
{
    [Theory]
    [InlineData("5e0c1b7a-2f8e-4c33-9f61-0f3d5a7b9c21")]
    [InlineData("Root=1-67891233-abcdef012345678912345678")]
    [InlineData("a")]
    [InlineData("0123456789012345678901234567890123456789012345678901234567890123")]
    public async Task A_well_formed_id_is_taken_over(string id) => Assert.Equal(id, await Answered(id));

    [Theory]
    [InlineData("")]
    [InlineData("with blank")]
    [InlineData("<script>")]
    [InlineData("semi;colon")]
    [InlineData("01234567890123456789012345678901234567890123456789012345678901234")]
    public async Task Any_other_is_replaced_by_one_of_the_service(string id) => Assert.Matches("^[A-Za-z0-9_-]{11}$", await Answered(id));

    [Theory]
    [InlineData("/nowhere", 404)]
    [InlineData("/api/v1/audit-log", 401)]
    [InlineData("/health/live", 200)]
    public async Task A_request_without_one_is_given_one_whatever_becomes_of_it(string path, int status)
    {
        var (one, other) = (await service.Anonymous.Get(path), await service.Anonymous.Get(path));

        Assert.Equal(status, one.Status);
        Assert.Matches("^[A-Za-z0-9_-]{11}$", one.Headers["x-request-id"]);
        Assert.NotEqual(one.Headers["x-request-id"], other.Headers["x-request-id"]);
    }

    [Theory]
    [InlineData("^first$", "first", "second")]
    [InlineData("^[A-Za-z0-9_-]{11}$", "<script>", "second")]
    [InlineData("^[A-Za-z0-9_-]{11}$", "", "second")]
    [InlineData("^[A-Za-z0-9_-]{11}$", "f\u00ffrst")]
    public async Task Of_several_the_first_counts_and_bytes_beyond_ascii_make_none(string recorded, params string[] sent)
    {
        var company = await service.NewCompany();
        (string, byte[])[] own = [("Authorization", Bytes($"Bearer {company.Admin.Token}")), ("x-business-id", Bytes($"{company.Id}")), ("Content-Type", Bytes("application/json"))];
        var request = RawHttp.Request(
            "POST", PeriodCalls.Periods, [.. own, .. sent.Select(id => ("x-request-id", Bytes(id)))], Bytes("""{"period_start":"2026-03-01","period_end":"2026-03-31"}"""));

        Assert.Equal(201, (await RawHttp.Send(service.Anonymous.Address, request)).Status);

        Assert.Matches(recorded, (await company.Owner.Client.Audit("?action=create_period")).Items().Single().Field("request_id"));
    }

    private static byte[] Bytes(string text) => Encoding.Latin1.GetBytes(text);

    private async Task<string> Answered(string id) => (await service.Anonymous.With("x-request-id", id).Get("/health/live")).Headers["x-request-id"];
}
