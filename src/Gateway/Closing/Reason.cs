using Periods.Gateway.Validation;

namespace Periods.Gateway.Closing;

/// <summary>A field that says why, and has to.</summary>
internal static class Reason
{
    private static readonly Fault Blank = Faults.OfValue("A reason is more than blanks");

    public static string Read(Fields body, string name)
    {
        var reason = body.Text(name, 1, Limits.NotesLengthMax);
        if (reason.Length > 0 && string.IsNullOrWhiteSpace(reason)) body.Refuse(name, Blank);
        return reason;
    }
}
