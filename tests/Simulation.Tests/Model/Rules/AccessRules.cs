using System.Globalization;
using Periods.Simulation.Tests.Model.Steps;

namespace Periods.Simulation.Tests.Model.Rules;

/// <summary>Users and their tokens (contract §a.0, a.1): nobody hands out, or takes back, what is above them.</summary>
internal sealed class AccessRules(Books books)
{
    public const string TokenName = "t";
    private const int ActiveTokensMax = 10, DaysByDefault = 365;
    private static readonly int SeesAll = Staff.Rank("admin");

    private Staff Staff => books.Staff;

    /// <summary>Tokens of the business are seen by who administers it, others see their own; what is not seen is not there.</summary>
    public Token? Find(Step.RevokeToken s, Sender by) =>
        Staff.Find(s.Of) is { } of && (by.Rank >= SeesAll || by.Member == of) ? of.Numbered(s.Number) : null;

    public Expected AddUser(Step.AddUser s, Sender by, Func<Guid> newId)
    {
        if (by.Rank < Staff.Rank(s.Role)) return new(403, "forbidden");
        if (s.Taken) return new(409, "user_already_exists");
        var (id, email) = (newId(), Staff.EmailFor(s.Name, s.Taken));
        Staff.Add(s.Name, new Member(id, email, s.Role));
        books.Trail.Tell(by, "add_business_user", "user", $"{id}", after: new() { ["email"] = email, ["first_name"] = "A", ["last_name"] = s.Name, ["role"] = s.Role });
        return new(201, Fields: new() { ["email"] = email, ["role"] = s.Role, ["business_id"] = $"{books.Business}" });
    }

    public Expected IssueToken(Step.IssueToken s, Sender by, Func<Chosen> chosen)
    {
        var of = Staff.Find(s.For)!;
        if (by.Rank < of.Rank) return new(403, "forbidden");
        if (of.Tokens.Count(token => !token.IsRevoked) == ActiveTokensMax) return new(400, "too_many_tokens");
        var made = chosen();
        var (secret, prefix, created) = (made.Text("token"), made.Text("token_prefix"), made.Text("created_at"));
        var shown = new Facts
        {
            ["id"] = $"{made.Id}", ["business_id"] = $"{books.Business}", ["user_id"] = $"{of.Id}", ["name"] = TokenName, ["description"] = s.Description,
            ["token_prefix"] = secret[..prefix.Length], ["created_at"] = created, ["expires_at"] = Later(created, s.LifeDays ?? DaysByDefault),
        };
        of.Tokens.Insert(0, new Token(made.Id, secret, of, Facts.Of(shown.Append(new("last_used_at", null)))));
        books.Trail.Tell(by, "create_token", "token", $"{made.Id}", after: shown.Without("id", "business_id", "created_at"));
        return new(201, Fields: shown);
    }

    public Expected ListTokens(Sender by)
    {
        var seen = Staff.Tokens.Where(token => by.Rank >= SeesAll || token.Holder == by.Member).ToArray();
        return new(200, Fields: new() { ["total"] = seen.Length }, Items: [.. seen.Select(token => token.Shown).OrderByDescending(token => (string)token["created_at"]!, StringComparer.Ordinal)]);
    }

    public Expected RevokeToken(Step.RevokeToken s, Sender by)
    {
        var token = Find(s, by)!;
        if (by.Rank < token.Holder.Rank) return new(403, "forbidden");
        if (!token.IsRevoked)
        {
            books.Trail.Tell(by, "revoke_token", "token", $"{token.Id}", reason: s.Reason);
            token.Revoke(s.Reason);
        }
        return s.Reason is null ? new(204) : new(200, Fields: token.Shown);
    }

    /// <summary>The same time of day, so many days later.</summary>
    private static string Later(string time, int days) => Facts.Day(DateOnly.Parse(time[..10], CultureInfo.InvariantCulture).AddDays(days)) + time[10..];
}
