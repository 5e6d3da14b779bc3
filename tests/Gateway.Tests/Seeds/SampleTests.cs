using Periods.Gateway.Tests.Running;

namespace Periods.Gateway.Tests.Seeds;

/// <summary>Done when: the printed samples run verbatim, with host, token and ids changed.</summary>
public sealed class SampleTests(TestService service) : IClassFixture<TestService>
{
    private const string DayZeroHost = "https://api.ondayzero.com";
    private const string PrintedRole = "\"role\": \"string\"";

    private const string NoSuchRole = """
        {"detail":[{"type":"enum","loc":["body","role"],"msg":"Input should be 'preparer', 'reviewer', 'controller' or 'partner'",
        "input":"string","ctx":{"expected":"'preparer', 'reviewer', 'controller' or 'partner'"}}]}
        """;

    [Theory]
    [InlineData("bash")]
    [InlineData("javascript")]
    public async Task The_printed_sign_off_runs_and_its_placeholder_role_is_refused(string language)
    {
        var company = await service.NewCompany();
        var period = await company.OpenPeriod();
        Is(422, NoSuchRole, await Run(language, DayZero("day-zero-sign-off", language, company).Put("{period_id}", $"{period}")));
    }

    [Theory]
    [InlineData("bash")]
    [InlineData("javascript")]
    public async Task The_printed_sign_off_with_a_real_role_signs(string language)
    {
        var company = await service.NewCompany();
        var period = await company.OpenPeriod();
        var sample = DayZero("day-zero-sign-off", language, company).Put("{period_id}", $"{period}").Put(PrintedRole, "\"role\": \"preparer\"");
        Is(
            201,
            $$"""
            {"id":"<id>","period_id":"{{period}}","business_id":"{{company.Id}}","user_id":"{{company.Admin.Id}}","role":"preparer","notes":null,
            "snapshot_score":0{{(language == "bash" ? ".0" : "")}},"state_hash":"<hash>","stale":false,"signed_at":"<time>","created_at":"<time>","updated_at":"<time>","close_score":14.3}
            """,
            await Run(language, sample));
    }

    [Theory]
    [InlineData("bash")]
    [InlineData("javascript")]
    public async Task The_printed_close_closes(string language)
    {
        var company = await service.NewCompany();
        var period = await company.OpenPeriod("2025-12-01", "2026-01-01");
        Is(
            201,
            $$"""
            {"id":"{{period}}","business_id":"{{company.Id}}","period_start":"2025-12-01","period_end":"2026-01-01","status":"closed",
            "closed_at":"<time>","closed_by_user_id":"{{company.Admin.Id}}","lock_reason":null,"reopen_reason":null,"reopened_at":null,"reopened_by_user_id":null,
            "created_at":"<time>","updated_at":"<time>","forced":false}
            """,
            await Run(language, DayZero("day-zero-close", language, company)));
    }

    [Fact]
    public async Task The_printed_zenskar_close_closes_from_the_first_of_its_month()
    {
        var company = await service.NewCompany();
        var sample = Samples.ZenskarCurl()
            .Put("https://api.zenskar.com", service.Anonymous.Address.ToString().TrimEnd('/'))
            .Put("organisation: <api-key>", $"organisation: {company.Id}")
            .Put("x-api-key: <api-key>", $"x-api-key: {company.Owner.Token}");
        Is(
            200,
            $$"""
            {"id":"<id>","organisation_id":"{{company.Id}}","period_start":"2023-12-01","period_end":"2023-12-25","status":"closed","closed_at":"<time>",
            "closed_by_user_id":"{{company.Owner.Id}}","created_at":"<time>","updated_at":"<time>","period_name":"<string>",
            "closed_by_user":{"id":"{{company.Owner.Id}}","first_name":"Ada","last_name":"Byron","email":"{{company.Owner.Email}}","role":"owner","phone":null,
            "rbac_role_id":null,"totp":false,"additional_permissions":[]}
            }
            """,
            await Samples.RunInBash(sample));
    }

    private string DayZero(string page, string language, Company company) => Samples.Fenced(page, language)
        .Put(DayZeroHost, service.Anonymous.Address.ToString().TrimEnd('/'))
        .Put("dz_your_token", company.Admin.Token)
        .Put("YOUR_BUSINESS_ID", $"{company.Id}");

    private static Task<(int Status, string Body)> Run(string language, string sample) =>
        language == "bash" ? Samples.RunInBash(sample) : Samples.RunInNode(sample);

    private static void Is(int status, string template, (int Status, string Body) answer) =>
        new Answer(answer.Status, answer.Body, "application/json", Length(answer.Body)).Is(status, template);

    private static Dictionary<string, string> Length(string body) => new() { ["Content-Length"] = $"{System.Text.Encoding.UTF8.GetByteCount(body)}" };
}
