using System.Globalization;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Periods.Compare.Servers;

namespace Periods.Compare.Books;

/// <summary>Fills a server through its REST API: businesses with a year of months each, the first of them with many owners.</summary>
internal sealed class BookMaker(Server server, string operatorToken)
{
    public const int Businesses = 200;
    public const int PeriodsOfBusiness = 12;

    /// <summary>With four roles each they make as many sign-offs of one period as the smaller load has connections.</summary>
    private const int OwnersOfFirst = 16;

    private const int AtOnce = 16;

    public async Task<IReadOnlyList<Book>> Make()
    {
        var books = new Book[Businesses];
        await Parallel.ForAsync(0, Businesses, new ParallelOptions { MaxDegreeOfParallelism = AtOnce }, async (n, _) => books[n] = await MakeOne(n));
        return books;
    }

    /// <summary>The fewest requests to a close: business, user, token, close.</summary>
    public async Task CloseOne()
    {
        var business = await MakeBusiness(0);
        var token = await MakeOwner(business, 0);
        await Post("/api/v1/accounting-periods/close", token, business, """{"period_end": "2026-01-31"}""", "id");
    }

    private async Task<Book> MakeOne(int number)
    {
        var business = await MakeBusiness(number);
        var tokens = new List<string>();
        for (var owner = 0; owner < (number == 0 ? OwnersOfFirst : 1); owner++) tokens.Add(await MakeOwner(business, owner));
        var periods = new List<BookPeriod>();
        for (var month = 1; month <= PeriodsOfBusiness; month++)
        {
            var start = new DateOnly(2026, month, 1);
            var end = Text(start.AddMonths(1).AddDays(-1));
            periods.Add(new(await Post(
                "/api/v1/accounting-periods", tokens[0], business, $$"""{"period_start": "{{Text(start)}}", "period_end": "{{end}}"}""", "id"), end));
        }
        return new Book(business, tokens, periods);
    }

    private Task<string> MakeBusiness(int number) => Post("/api/v1/businesses", operatorToken, null, $$"""{"name": "Company {{number}}"}""", "id");

    /// <returns>The owner's token.</returns>
    private async Task<string> MakeOwner(string business, int number)
    {
        var user = await Post(
            "/api/v1/businesses/users", operatorToken, business,
            $$"""{"email": "owner{{number}}@company.example", "first_name": "Olga", "last_name": "Owner", "role": "owner"}""", "id");
        return await Post("/api/v1/tokens", operatorToken, business, $$"""{"name": "bench", "user_id": "{{user}}"}""", "token");
    }

    /// <summary>Posts and returns one field of the answer.</summary>
    private async Task<string> Post(string path, string token, string? business, string body, string field)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = new StringContent(body, Encoding.UTF8, "application/json") };
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        if (business is not null) request.Headers.Add("x-business-id", business);
        using var response = await server.Http.SendAsync(request);
        var answer = await response.Content.ReadAsStringAsync();
        if (!response.IsSuccessStatusCode) throw new InvalidOperationException($"{server.Name}: POST {path}: {(int)response.StatusCode} {answer}");
        return JsonElement.Parse(answer).GetProperty(field).GetString()!;
    }

    private static string Text(DateOnly date) => date.ToString("O", CultureInfo.InvariantCulture);
}
