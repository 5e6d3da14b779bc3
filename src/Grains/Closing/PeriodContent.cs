using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Periods.Grains.Closing;

/// <summary>The content of a period that a sign-off attests: its dates, inputs, acknowledged and waived steps, entries, and how often it was reopened.</summary>
public static class PeriodContent
{
    /// <summary>SHA-256 in lower-case hex. Content that changes and changes back has its old hash: what was attested holds again.</summary>
    public static string Hash(PeriodState state)
    {
        var inputs = state.Inputs;
        var text = string.Create(CultureInfo.InvariantCulture,
            $"1|{state.Start:O}|{state.End:O}|{state.Reopens}|{inputs.TransactionCount}|{inputs.UnreviewedCount}|{inputs.UncategorizedCount}|{inputs.Reconciliations?.Required}|{inputs.Reconciliations?.Completed}|{inputs.Anomalies?.High}|{inputs.Anomalies?.Medium}|{inputs.Anomalies?.Low}|{string.Join(',', state.Acks.Attested)}");
        // Of a period without entries the text is what it was before there were any: what was signed then stays attested.
        if (state.Entries.Count > 0) text += string.Create(CultureInfo.InvariantCulture, $"|{state.Entries.Count}|{state.Entries.Digest}");
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
    }
}
