using System.Globalization;
using Periods.Access;
using Periods.Closing;
using Periods.Posting;
using Periods.Scoring;

namespace Periods.Gateway.Api;

/// <summary>How times, dates and words are spelled in answers. Bodies hold them spelled: JSON that needs no converter is written without looking at types.</summary>
internal static class WireText
{
    private const int SecondsLength = 19, MicrosecondsLength = 26;

    /// <summary>As pydantic writes times: UTC with <c>Z</c>, microseconds only when there are any.</summary>
    public static string Of(DateTimeOffset time)
    {
        Span<char> text = stackalloc char[32];
        time.UtcDateTime.TryFormat(text, out _, "O", CultureInfo.InvariantCulture);
        var length = time.UtcTicks % TimeSpan.TicksPerSecond == 0 ? SecondsLength : MicrosecondsLength;
        text[length] = 'Z';
        return new(text[..(length + 1)]);
    }

    public static string? Of(DateTimeOffset? time) => time is { } known ? Of(known) : null;

    public static string Of(DateOnly date) => date.ToString("O", CultureInfo.InvariantCulture);

    public static string? Of(DateOnly? date) => date is { } known ? Of(known) : null;

    public static string Of(PeriodStatus status) => status switch
    {
        PeriodStatus.Open => "open",
        PeriodStatus.Closed => "closed",
        PeriodStatus.Locked => "locked",
        _ => throw new ArgumentOutOfRangeException(nameof(status), status, "A status without a word"),
    };

    public static string Of(ReviewRole role) => role switch
    {
        ReviewRole.Preparer => "preparer",
        ReviewRole.Reviewer => "reviewer",
        ReviewRole.Controller => "controller",
        ReviewRole.Partner => "partner",
        _ => throw new ArgumentOutOfRangeException(nameof(role), role, "A review role without a word"),
    };

    public static string Of(BusinessRole role) => role switch
    {
        BusinessRole.Viewer => "viewer",
        BusinessRole.Member => "member",
        BusinessRole.Admin => "admin",
        BusinessRole.Owner => "owner",
        _ => throw new ArgumentOutOfRangeException(nameof(role), role, "A role without a word"),
    };

    public static string Of(ScoreBand band) => band switch
    {
        ScoreBand.Green => "green",
        ScoreBand.Amber => "amber",
        ScoreBand.Red => "red",
        _ => throw new ArgumentOutOfRangeException(nameof(band), band, "A band without a word"),
    };

    public static string Of(DebitCredit side) => side switch
    {
        DebitCredit.Debit => "debit",
        DebitCredit.Credit => "credit",
        _ => throw new ArgumentOutOfRangeException(nameof(side), side, "A side without a word"),
    };
}
