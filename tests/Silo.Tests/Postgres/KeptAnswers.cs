using System.Globalization;

namespace Periods.Silo.Tests.Postgres;

internal static class KeptAnswers
{
    /// <summary>All that are there grow older by the server's clock.</summary>
    public static void Age(string connectionString, TimeSpan by) => Sql.Run(connectionString, string.Create(CultureInfo.InvariantCulture,
        $"UPDATE periods.answer SET kept_at = kept_at - interval '{by.TotalSeconds} seconds'"));
}
