using Periods.Gateway.Tests.Running;

namespace Periods.Gateway.Tests.Contract;

/// <summary>Businesses, users and tokens, with their exact answers.</summary>
public sealed class PeopleTests(TestService service) : IClassFixture<TestService>
{
    [Fact]
    public async Task A_business_has_a_zone_which_is_utc_unless_said_and_is_made_once()
    {
        var company = await service.NewCompany();
        (await company.Operator.Post("/api/v1/businesses", """{"name":"Acme <ü>"}""")).Is(201, """{"id":"<id>","name":"Acme <ü>","time_zone":"UTC","created_at":"<time>"}""");
        var id = Guid.NewGuid();
        var body = $$"""{"name":"Zürich","id":"{{id}}","time_zone":"Europe/Zurich"}""";
        (await company.Operator.Post("/api/v1/businesses", body)).Is(201, $$"""{"id":"{{id}}","name":"Zürich","time_zone":"Europe/Zurich","created_at":"<time>"}""");
        (await company.Operator.Post("/api/v1/businesses", body)).IsError(409, "business_already_exists", "Resource already exists");
    }

    [Fact]
    public async Task A_user_is_there_once_by_id_and_by_address_in_any_case()
    {
        var company = await service.NewCompany();
        var id = Guid.NewGuid();
        string Body(Guid id, string email) => $$"""{"id":"{{id}}","email":"{{email}}","first_name":"Grace","last_name":"Hopper","role":"member"}""";
        (await company.Admin.Client.Post("/api/v1/businesses/users", Body(id, "Grace@navy.example"))).Is(
            201, $$"""{"id":"{{id}}","business_id":"{{company.Id}}","email":"Grace@navy.example","first_name":"Grace","last_name":"Hopper","role":"member","created_at":"<time>"}""");
        (await company.Admin.Client.Post("/api/v1/businesses/users", Body(id, "other@navy.example"))).IsError(409, "user_already_exists", "Resource already exists");
        (await company.Admin.Client.Post("/api/v1/businesses/users", Body(Guid.NewGuid(), "GRACE@navy.example"))).IsError(409, "user_already_exists", "Resource already exists");
    }

    [Fact]
    [Trait("Needs", "one process")]
    public async Task A_token_shows_its_secret_once_and_works()
    {
        var company = await service.NewCompany();
        var token = (await company.Admin.Client.Post("/api/v1/tokens", $$"""{"name":"CI","description":"nightly","expires_in_days":30,"user_id":"{{company.Viewer.Id}}"}""")).Is(
            201,
            $$"""
            {"id":"<id>","business_id":"{{company.Id}}","user_id":"{{company.Viewer.Id}}","name":"CI","description":"nightly","token":"<secret>","token_prefix":"<prefix>",
            "created_at":"<time>","expires_at":"<time>"}
            """);
        Assert.StartsWith(token.Text("token_prefix"), token.Text("token"), StringComparison.Ordinal);
        Assert.Equal(TimeSpan.FromDays(30), token.Json.GetProperty("expires_at").GetDateTimeOffset() - token.Json.GetProperty("created_at").GetDateTimeOffset());
        (await company.Viewer.Client.With("Authorization", $"Bearer {token.Text("token")}").Get(PeriodCalls.Periods)).Ok();
        // Not even the journal has it.
        Assert.DoesNotContain(await Journal.ReadVerified(service.JournalPath), fact => System.Text.Encoding.UTF8.GetString(fact.Event.Data).Contains(token.Text("token"), StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_token_lasts_a_year_unless_said()
    {
        var token = (await (await service.NewCompany()).Admin.Client.Post("/api/v1/tokens", """{"name":"t"}""")).Ok();
        Assert.Equal(TimeSpan.FromDays(365), token.Json.GetProperty("expires_at").GetDateTimeOffset() - token.Json.GetProperty("created_at").GetDateTimeOffset());
    }

    [Fact]
    public async Task A_token_is_for_oneself_unless_another_is_named_and_for_nobody_else_than_a_user()
    {
        var company = await service.NewCompany();
        var own = (await company.Admin.Client.Post("/api/v1/tokens", """{"name":"mine"}""")).Ok();
        Assert.Equal($"{company.Admin.Id}", own.Text("user_id"));
        (await company.Admin.Client.Post("/api/v1/tokens", $$"""{"name":"t","user_id":"{{Guid.NewGuid()}}"}""")).IsError(404, "user_not_found", "Resource not found");
        (await company.Operator.With("x-business-id", $"{Guid.NewGuid()}").Post("/api/v1/tokens", $$"""{"name":"t","user_id":"{{Guid.NewGuid()}}"}""")).IsError(404, "business_not_found", "Resource not found");
    }

    [Fact]
    public async Task A_user_has_ten_active_tokens_and_no_more()
    {
        var company = await service.NewCompany();
        // The first was issued when the company was founded.
        for (var i = 1; i < Limits.ActiveTokensPerUserMax; i++) (await company.Admin.Client.Post("/api/v1/tokens", """{"name":"t"}""")).Ok();
        (await company.Admin.Client.Post("/api/v1/tokens", """{"name":"t"}""")).IsError(400, "too_many_tokens", "The user has as many active tokens as it may have");
    }

    [Fact]
    public async Task Nobody_is_added_to_a_business_that_is_not_there()
    {
        var company = await service.NewCompany();
        (await company.Operator.With("x-business-id", $"{Guid.NewGuid()}").Post("/api/v1/businesses/users", """{"email":"a@b.example","first_name":"A","last_name":"B","role":"owner"}"""))
            .IsError(404, "business_not_found", "Resource not found");
    }

    [Fact]
    public async Task Health_answers_everybody()
    {
        (await service.Anonymous.Get("/health/live")).Is(200, """{"status":"live"}""");
        (await service.Anonymous.Get("/health/ready")).Is(200, """{"status":"ready"}""");
    }
}
