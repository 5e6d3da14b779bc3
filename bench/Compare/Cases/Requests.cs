using System.Text;
using Periods.Compare.Books;
using Periods.Load;

namespace Periods.Compare.Cases;

/// <summary>The requests of the comparison, byte for byte.</summary>
internal static class Requests
{
    private const string Periods = "/api/v1/accounting-periods";

    public static readonly string[] Roles = ["preparer", "reviewer", "controller", "partner"];

    public static Request SignOff(Book book, BookPeriod period, int owner, string role) =>
        new(Post($"{Periods}/{period.Id}/sign-offs", book, owner, $$"""{"role":"{{role}}"}"""));

    public static Request Close(Book book, BookPeriod period) => new(Post($"{Periods}/close", book, 0, $$"""{"period_end":"{{period.End}}"}"""));

    /// <summary>Opens again what a close closed, so that it can be closed once more.</summary>
    public static Request Reopen(Book book, BookPeriod period) =>
        new(Post($"{Periods}/{period.Id}/reopen", book, 0, """{"reopen_reason":"late invoice"}"""), Counts: false);

    public static Request Entry(Book book, BookPeriod period) => new(Post("/api/v1/journal-entries", book, 0,
        $$"""{"description":"Subscription","datetime":"{{period.End}}T12:00:00Z","line_entries":[{"ledger_id":"1200","amount":9900,"debit_credit":"debit"},{"ledger_id":"4000","amount":9900,"debit_credit":"credit"}]}"""));

    public static Request Score(Book book, BookPeriod period) => new(Get($"{Periods}/{period.Id}/close-score", book));

    public static Request List(Book book) => new(Get(Periods, book));

    private static byte[] Get(string path, Book book) => Encoding.ASCII.GetBytes($"GET {path} HTTP/1.1\r\n{Headers(book, 0)}\r\n");

    private static byte[] Post(string path, Book book, int owner, string body) => Encoding.ASCII.GetBytes(
        $"POST {path} HTTP/1.1\r\n{Headers(book, owner)}Content-Type: application/json\r\nContent-Length: {body.Length}\r\n\r\n{body}");

    private static string Headers(Book book, int owner) => $"Host: 127.0.0.1\r\nAuthorization: Bearer {book.Tokens[owner]}\r\nx-business-id: {book.BusinessId}\r\n";
}
