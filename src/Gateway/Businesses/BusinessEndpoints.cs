using System.Security.Cryptography;
using System.Text;
using Periods.Businesses;
using Periods.Gateway.Access;
using Periods.Gateway.Api;
using Periods.Gateway.Validation;

namespace Periods.Gateway.Businesses;

/// <summary>Businesses are made by the operator.</summary>
internal static class BusinessEndpoints
{
    private const int ZoneLengthMax = 64;
    private static readonly Fault UnknownZone = Faults.OfValue("Unknown IANA time zone");

    public static readonly Operation Create = Operation.Post("/api/v1/businesses", "create_business_api_v1_businesses_post", Permission.Operate, call => call.Handle(
        static call => Read(call),
        static (call, request) => call.BusinessOf(request.Id).Create(request.Command),
        StatusCodes.Status201Created, BusinessBody.Of, WireJson.Default.BusinessBody)) with { InBusiness = false };

    private static (Guid Id, CreateBusiness Command) Read(Call call)
    {
        var name = call.Body.Text("name", 1, Limits.NameLengthMax);
        var caller = call.Caller;
        var id = call.Body.OptionalNewId("id", of: "business") ?? (caller.Key is { } key ? Named(key) : Guid.NewGuid());
        var zone = call.Body.OptionalText("time_zone", ZoneLengthMax) ?? "UTC";
        if (!IsZone(zone)) call.Body.Refuse("time_zone", UnknownZone);
        return (id, new CreateBusiness(caller, name, zone));
    }

    /// <summary>
    /// A host's folder of zones holds more: its own zone, and copies of all under other rules, which another host may not have or take for another time.
    /// And a file is found by a path with two slashes, too, which is no name, and a zone that was found before in any case of letters.
    /// </summary>
    private static bool IsZone(string id) =>
        id is not ("localtime" or "posixrules" or "Factory") && id.Split('/') is [not ("posix" or "right"), ..] parts && !parts.Contains("")
        && TimeZoneInfo.TryFindSystemTimeZoneById(id, out var zone) && zone.Id == id;

    /// <summary>A key is remembered by the business it makes: a retry must find the same one. A version 8 UUID (RFC 9562) of the key.</summary>
    private static Guid Named(CommandKey key)
    {
        var bytes = SHA256.HashData(Encoding.UTF8.GetBytes($"business\n{key.Value}")).AsSpan(0, 16);
        bytes[6] = (byte)(bytes[6] & 0x0F | 0x80);
        bytes[8] = (byte)(bytes[8] & 0x3F | 0x80);
        return new Guid(bytes, bigEndian: true);
    }
}

internal sealed record BusinessBody(Guid Id, string Name, string TimeZone, string CreatedAt)
{
    public static BusinessBody Of(BusinessView business) => new(business.Id, business.Name, business.TimeZone, WireText.Of(business.CreatedAt));
}
