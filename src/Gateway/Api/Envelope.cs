namespace Periods.Gateway.Api;

/// <summary>
/// The wrapped form of a success, <c>{"success", "message", "code", "data"}</c>, which the vendor's newer pages document and a request asks for by
/// <c>Prefer: envelope</c> (RFC 7240). Without it resources are bare, as in the seeds.
/// </summary>
internal static class Envelope
{
    private const string Preference = "envelope";

    public static bool IsPreferred(HttpRequest request)
    {
        foreach (var header in request.Headers["Prefer"])
            foreach (var preference in (header ?? "").Split(','))
                if (preference.Split(';', '=')[0].Trim().Equals(Preference, StringComparison.OrdinalIgnoreCase)) return true;
        return false;
    }

    /// <param name="data">JSON.</param>
    public static byte[] Around(HttpResponse response, int status, ReadOnlySpan<byte> data)
    {
        response.Headers["Preference-Applied"] = Preference;
        return [.. status == StatusCodes.Status201Created
            ? """{"success":true,"message":"Created","code":"created","data":"""u8
            : """{"success":true,"message":"OK","code":"ok","data":"""u8, .. data, .. "}"u8];
    }
}
