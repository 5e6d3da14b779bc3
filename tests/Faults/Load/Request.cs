using System.Globalization;
using Periods.Closing;
using Periods.Gateway.Tests.Running;

namespace Periods.Faults.Load;

internal enum Deed
{
    Create,
    Close,
    Lock,
    Reopen,
    SignOff,
    Revoke,
    Report,
    GetStatus,
    GetScore,

    /// <summary>The whole calendar of the company.</summary>
    List,

    /// <summary>Another tenant's period, asked for under the caller's own business.</summary>
    Snoop,
}

/// <summary>A place in the calendar of a company, whether or not there is a period yet.</summary>
/// <param name="isPrivate">Left alone by everybody but who made it.</param>
internal sealed class Month(Company company, DateOnly start, bool isPrivate = false)
{
    public Company Company => company;

    public bool IsPrivate => isPrivate;

    public string Start { get; } = Text(start);

    public string End { get; } = Text(start.AddMonths(1).AddDays(-1));

    /// <summary>The period, once somebody was told of it.</summary>
    public Guid? Period { get; set; }

    private static string Text(DateOnly date) => date.ToString("O", CultureInfo.InvariantCulture);
}

/// <summary>What somebody asks of a month.</summary>
/// <param name="Home">The company of the person; the month's own but for <see cref="Deed.Snoop"/>.</param>
/// <param name="Count">Of <see cref="Deed.Report"/>: never the same one twice, so that every report changes something.</param>
internal sealed record Request(Deed Deed, Company Home, Person Person, Month Month, ReviewRole Role = ReviewRole.Preparer, int Count = 0)
{
    private const string Periods = "/api/v1/accounting-periods";

    /// <summary>Of each report; counts stay below.</summary>
    public const int Transactions = 10_000_000;

    public bool IsCommand => Deed < Deed.GetStatus;

    /// <summary>The business and the period record it, both or neither.</summary>
    public bool IsLifecycle => Deed <= Deed.Reopen;

    public (string Method, string Path, string? Body) Http => Deed switch
    {
        Deed.Create => ("POST", Periods, $$"""{"period_start":"{{Month.Start}}","period_end":"{{Month.End}}"}"""),
        Deed.Close => ("POST", $"{Periods}/close", $$"""{"period_end":"{{Month.End}}","lock_reason":"month end"}"""),
        Deed.Lock => ("POST", $"{Path}/lock", "{}"),
        Deed.Reopen => ("POST", $"{Path}/reopen", """{"reopen_reason":"late invoice"}"""),
        Deed.SignOff => ("POST", $"{Path}/sign-offs", $$"""{"role":"{{RoleText}}","notes":"seen"}"""),
        Deed.Revoke => ("DELETE", $"{Path}/sign-offs?role={RoleText}", null),
        Deed.Report => ("PUT", $"{Path}/close-inputs", $$"""{"transaction_count":{{Transactions}},"unreviewed_count":{{Count}}}"""),
        Deed.List => ("GET", $"{Periods}?limit=1000&sort_by=period_end&descending=false", null),
        Deed.GetScore => ("GET", $"{Path}/close-score", null),
        _ => ("GET", Path, null),
    };

    /// <summary>What the period records of it.</summary>
    public string EventType => Deed switch
    {
        Deed.Create => "opened.v1",
        Deed.Close => "closed.v1",
        Deed.Lock => "locked.v1",
        Deed.Reopen => "reopened.v1",
        Deed.SignOff => "signed-off.v1",
        Deed.Revoke => "sign-off-revoked.v1",
        _ => "inputs-reported.v1",
    };

    private string Path => $"{Periods}/{Month.Period}";

    private string RoleText => Role.ToString().ToLowerInvariant();

    public override string ToString() => $"{Deed} {Month.End} {Role} {Count} by {Person.Role} of {Month.Company.Id}";
}
