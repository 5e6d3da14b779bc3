using System.Globalization;
using Periods.Gateway.Api;

namespace Periods.Gateway.Tests.Contract;

public class WireTextTests
{
    [Theory]
    [InlineData("2026-02-03T08:00:00.1234569+00:00", "2026-02-03T08:00:00.123456Z")]
    [InlineData("2026-02-03T08:00:00.0000010+00:00", "2026-02-03T08:00:00.000001Z")]
    [InlineData("2026-02-03T08:00:00.0000000+00:00", "2026-02-03T08:00:00Z")]
    [InlineData("2026-02-03T00:30:00.0000000+05:30", "2026-02-02T19:00:00Z")]
    public void A_time_is_told_in_utc_with_microseconds_only_where_there_are_any(string time, string told) =>
        Assert.Equal(told, WireText.Of(DateTimeOffset.ParseExact(time, "O", CultureInfo.InvariantCulture)));
}
