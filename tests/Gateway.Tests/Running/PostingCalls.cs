namespace Periods.Gateway.Tests.Running;

/// <summary>What people do with journal entries, in their words.</summary>
internal static class PostingCalls
{
    public const string Entries = "/api/v1/journal-entries";
    public const string Checks = "/api/v1/posting-checks";

    /// <summary>The body of an entry that balances.</summary>
    public static string Entry(string datetime, Guid? id = null, string description = "rent", long amount = 100) =>
        $$"""
        {{{(id is null ? "" : $"\"id\":\"{id}\",")}}"description":"{{description}}","datetime":"{{datetime}}","line_entries":[{"ledger_id":"6100","amount":{{amount}},"debit_credit":"debit","description":"office"},{"ledger_id":"1000","amount":{{amount}},"debit_credit":"credit"}]}
        """;

    public static Task<Answer> PostEntry(this Client client, string datetime, Guid? id = null, string description = "rent", long amount = 100) =>
        client.Post(Entries, Entry(datetime, id, description, amount));

    public static Task<Answer> CheckDates(this Client client, params string[] dates) =>
        client.Post(Checks, $$"""{"dates":[{{string.Join(',', dates.Select(date => $"\"{date}\""))}}]}""");
}
