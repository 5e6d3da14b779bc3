namespace Periods.Gateway.Startup;

/// <summary>
/// <c>periods demo</c>: starts the service, plays a month end of a small company through the REST interface, and stops.
/// What it made stays in the journal, with a token to try it on.
/// </summary>
internal static class Demo
{
    public static async Task<int> Run(string[] args)
    {
        await using var service = await Service.Start(args, Console.Out, passingOperator: $"demo-{Guid.NewGuid():N}-{Guid.NewGuid():N}");
        using var http = new HttpClient { BaseAddress = service.Address };
        await new MonthEnd(new DemoClient(http, Console.Out), service.OperatorToken!, service.Address).Play();
        return 0;
    }

    private sealed class MonthEnd(DemoClient client, string operatorToken, Uri address)
    {
        public async Task Play()
        {
            client.Say("A business, its people, and a token for each");
            var business = await client.Post("/api/v1/businesses", operatorToken, null, """{"name": "Demo Bakery", "time_zone": "Europe/Berlin"}""");
            var id = business.GetProperty("id").GetString()!;
            var owner = await Hire(id, "olive@bakery.example", "Olive", "Owner", "owner");
            var preparer = await Hire(id, "pia@bakery.example", "Pia", "Preparer", "member");
            var reviewer = await Hire(id, "rob@bakery.example", "Rob", "Reviewer", "member");

            client.Say("January, and what the bookkeeping system knows of it");
            var period = await client.Post("/api/v1/accounting-periods", owner, id, """{"period_start": "2026-01-01", "period_end": "2026-01-31"}""");
            var path = $"/api/v1/accounting-periods/{period.GetProperty("id").GetString()}";
            await client.Put($"{path}/close-inputs", preparer, id, """
                {"transaction_count": 200, "unreviewed_count": 50, "uncategorized_count": 20, "reconciliations": {"required": 4, "completed": 3}, "anomalies": {"high": 1, "medium": 1, "low": 2}}
                """.Trim());
            await client.Put($"{path}/checklist-acks/trial_balance_review", preparer, id, """{"notes": "agrees with the ledger"}""");

            client.Say("The gauge moves as people sign");
            await client.Post($"{path}/sign-offs", preparer, id, """{"role": "preparer", "notes": "complete"}""");
            await client.Put($"{path}/close-inputs", preparer, id, """
                {"unreviewed_count": 0, "uncategorized_count": 0, "reconciliations": {"required": 4, "completed": 4}, "anomalies": {}}
                """.Trim());
            await client.Post($"{path}/sign-offs", reviewer, id, """{"role": "reviewer"}""");
            await client.Get($"{path}/close-score", owner, id);

            client.Say("The close; a second one is refused, and so is any change inside");
            await client.Post("/api/v1/accounting-periods/close", owner, id, """{"period_end": "2026-01-31", "lock_reason": "month end"}""");
            await client.Post("/api/v1/accounting-periods/close", owner, id, """{"period_end": "2026-01-31"}""");
            await client.Put($"{path}/close-inputs", preparer, id, """{"unreviewed_count": 7}""");

            client.Say("Try it yourself: start the service, then");
            client.Print($$"""
                  curl {{address.GetLeftPart(UriPartial.Authority)}}/api/v1/accounting-periods \
                    -H 'Authorization: Bearer {{owner}}' \
                    -H 'x-business-id: {{id}}'
                """);
        }

        private async Task<string> Hire(string business, string email, string first, string last, string role)
        {
            var user = await client.Post("/api/v1/businesses/users", operatorToken, business,
                $$"""{"email": "{{email}}", "first_name": "{{first}}", "last_name": "{{last}}", "role": "{{role}}"}""");
            var token = await client.Post("/api/v1/tokens", operatorToken, business,
                $$"""{"name": "{{first}}'s token", "user_id": "{{user.GetProperty("id").GetString()}}"}""");
            return token.GetProperty("token").GetString()!;
        }
    }
}
