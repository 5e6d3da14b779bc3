using System.Text.Json;
using Periods.Compare.Cases;
using Periods.Compare.Servers;
using Periods.Load;

namespace Periods.Compare.Books;

/// <summary>One answer of each kind that is measured.</summary>
internal static class Answers
{
    /// <exception cref="InvalidOperationException">An answer was not 2xx.</exception>
    public static IReadOnlyList<(string Name, int Status, byte[] Body)> Of(Server server, Book book)
    {
        var period = book.Periods[0];
        (string, Request)[] requests =
        [
            ("sign-off", Requests.SignOff(book, period, 0, Requests.Roles[0])),
            ("entry", Requests.Entry(book, period)),
            ("close", Requests.Close(book, period)),
            ("reopen", Requests.Reopen(book, period)),
            ("score", Requests.Score(book, period)),
            ("list", Requests.List(book)),
        ];
        return [.. requests.Select(r => Ask(server, r.Item1, r.Item2))];
    }

    /// <summary>What two servers answer must be the same but for ids, times and hashes.</summary>
    /// <exception cref="InvalidOperationException">It is not.</exception>
    public static void RequireSame(IReadOnlyList<(string Name, int Status, byte[] Body)> ours, IReadOnlyList<(string Name, int Status, byte[] Body)> theirs)
    {
        foreach (var (a, b) in ours.Zip(theirs))
        {
            using var left = JsonDocument.Parse(a.Body);
            using var right = JsonDocument.Parse(b.Body);
            if (a.Status != b.Status || Difference(left.RootElement, right.RootElement) is not null)
                throw new InvalidOperationException(
                    $"The answers to {a.Name} differ ({a.Status}, {b.Status}): {Difference(left.RootElement, right.RootElement)}\n{left.RootElement}\n{right.RootElement}");
        }
    }

    private static (string Name, int Status, byte[] Body) Ask(Server server, string name, Request request)
    {
        var (status, body) = Exchange.Send(server.Address, request);
        return status is >= 200 and <= 299 ? (name, status, body) : throw new InvalidOperationException($"{server.Name}: {name}: {status} {System.Text.Encoding.UTF8.GetString(body)}");
    }

    /// <summary>The first place where kinds, names or numbers differ; null when none do.</summary>
    private static string? Difference(JsonElement a, JsonElement b)
    {
        if (a.ValueKind != b.ValueKind) return $"{a} is not of the kind of {b}";
        switch (a.ValueKind)
        {
            case JsonValueKind.Object:
                var names = a.EnumerateObject().Select(p => p.Name);
                return names.SequenceEqual(b.EnumerateObject().Select(p => p.Name))
                    ? names.Select(name => Named(name, Difference(a.GetProperty(name), b.GetProperty(name)))).FirstOrDefault(d => d is not null)
                    : $"{a} has other fields than {b}";
            case JsonValueKind.Array:
                return a.GetArrayLength() == b.GetArrayLength()
                    ? a.EnumerateArray().Zip(b.EnumerateArray()).Select(both => Difference(both.First, both.Second)).FirstOrDefault(d => d is not null)
                    : $"{a} has not as many items as {b}";
            default:
                return null;
        }
    }

    private static string? Named(string name, string? difference) => difference is null ? null : $"{name}: {difference}";
}
