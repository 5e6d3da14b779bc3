using Periods.Compare.Books;
using Periods.Load;

namespace Periods.Compare.Cases;

/// <summary>What each connection of a case sends.</summary>
internal delegate Func<int, (Request[] Script, int First)> Script(IReadOnlyList<Book> books, int connections);

/// <summary>The loads of the comparison.</summary>
internal static class Scripts
{
    /// <summary>The same order on every side and in every round.</summary>
    private const int Seed = 4;

    public static readonly Script SignOffsSpread = (books, connections) => Shared(connections,
        from book in books from period in book.Periods from role in Requests.Roles select Requests.SignOff(book, period, 0, role));

    public static readonly Script SignOffsHotBusiness = (books, connections) => Shared(connections,
        from period in books[0].Periods from owner in Owners(books[0]) from role in Requests.Roles select Requests.SignOff(books[0], period, owner, role));

    public static readonly Script SignOffsHotPeriod = (books, connections) => Shared(connections,
        from owner in Owners(books[0]) from role in Requests.Roles select Requests.SignOff(books[0], books[0].Periods[0], owner, role));

    public static readonly Script Entries = (books, connections) => Shared(connections, from book in books from period in book.Periods select Requests.Entry(book, period));

    public static readonly Script Scores = (books, connections) => Shared(connections, from book in books from period in book.Periods select Requests.Score(book, period));

    public static readonly Script Lists = (books, connections) => Shared(connections, from book in books select Requests.List(book));

    /// <summary>Each connection closes and reopens periods of its own.</summary>
    public static readonly Script Closes = (books, connections) =>
    {
        var periods = Shuffled(from book in books from period in book.Periods select (Book: book, Period: period));
        return n =>
        {
            var own = periods.Where((_, i) => i % connections == n);
            return ([.. own.SelectMany(p => new[] { Requests.Close(p.Book, p.Period), Requests.Reopen(p.Book, p.Period) })], 0);
        };
    };

    /// <summary>All connections go round the same requests, each from another place.</summary>
    private static Func<int, (Request[] Script, int First)> Shared(int connections, IEnumerable<Request> requests)
    {
        var script = Shuffled(requests);
        return n => (script, (int)((long)script.Length * n / connections));
    }

    private static T[] Shuffled<T>(IEnumerable<T> items)
    {
        var all = items.ToArray();
        new Random(Seed).Shuffle(all);
        return all;
    }

    private static IEnumerable<int> Owners(Book book) => Enumerable.Range(0, book.Tokens.Count);
}
