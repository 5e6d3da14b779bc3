namespace Periods.Compare.Books;

/// <summary>A business to send requests for.</summary>
/// <param name="Tokens">Of its owners.</param>
internal sealed record Book(string BusinessId, IReadOnlyList<string> Tokens, IReadOnlyList<BookPeriod> Periods);

/// <param name="End">As the API writes dates.</param>
internal sealed record BookPeriod(string Id, string End);
