using Periods.Simulation.Tests.Model.Steps;

namespace Periods.Simulation.Tests.Model.Rules;

/// <summary>The users of a business, and what they call with.</summary>
internal sealed class Staff
{
    public static readonly string[] Ranks = ["viewer", "member", "admin", "owner"];

    private readonly List<(string Name, Member Member)> _members = [];

    public IEnumerable<Token> Tokens => _members.SelectMany(member => member.Member.Tokens);

    public void Add(string name, Member member) => _members.Add((name, member));

    /// <summary>The one who was called so last; null when nobody is.</summary>
    public Member? Find(string name) => _members.FindLast(member => member.Name == name).Member;

    /// <summary>One that nobody has, or one that somebody has in another case.</summary>
    public string EmailFor(string name, bool taken) => taken ? _members[0].Member.Email.ToUpperInvariant() : $"{name}{_members.Count}@example.com";

    public static int Rank(string role) => Array.IndexOf(Ranks, role);
}

internal sealed class Member(Guid id, string email, string role)
{
    public Guid Id => id;

    public string Email => email;

    public int Rank => Staff.Rank(role);

    /// <summary>Newest first.</summary>
    public List<Token> Tokens { get; } = [];

    /// <summary>What they call with, revoked or not: the newest.</summary>
    public Token? Held => Tokens.FirstOrDefault();

    /// <summary>Null of who never had one.</summary>
    public Token? Numbered(int number) => Tokens.Count == 0 ? null : Tokens[number % Tokens.Count];

    public bool IsKnown => Held is { IsRevoked: false };
}

/// <param name="secret">What it opens with.</param>
/// <param name="shown">As lists show it while it is active.</param>
internal sealed class Token(Guid id, string secret, Member holder, Facts shown)
{
    public Guid Id => id;

    public string Secret => secret;

    public Member Holder => holder;

    public bool IsRevoked { get; private set; }

    public string? Reason { get; private set; }

    public Facts Shown => Facts.Of(shown.Append(new("revoked_at", IsRevoked ? Facts.Given : null)).Append(new("revocation_reason", Reason)));

    public void Revoke(string? reason) => (IsRevoked, Reason) = (true, reason);
}

/// <summary>Who sends a request.</summary>
/// <param name="Who">As the step has it.</param>
/// <param name="Member">Null of the operator, and of who has no token.</param>
internal sealed record Sender(string Who, Member? Member, string RequestId)
{
    public Guid? User => Member?.Id;

    public Guid? Token { get; } = Member?.Held?.Id;

    public bool IsOperator => Who == Step.Operator;

    public bool IsKnown => IsOperator || Member?.IsKnown == true;

    /// <summary>Above all who are in the business.</summary>
    public int Rank => IsOperator ? Staff.Ranks.Length : Member!.Rank;
}
