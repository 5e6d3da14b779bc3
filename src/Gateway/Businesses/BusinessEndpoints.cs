using Periods.Businesses;
using Periods.Gateway.Access;
using Periods.Gateway.Api;
using Periods.Gateway.Validation;

namespace Periods.Gateway.Businesses;

/// <summary>Businesses are made by the operator.</summary>
internal static class BusinessEndpoints
{
    private const int ZoneLengthMax = 64;
    private static readonly Fault UnknownZone = new("value_error", "Value error, Unknown IANA time zone");
    private static readonly Fault Nil = new("value_error", "Value error, The nil UUID names no business");

    public static readonly Operation Create = Operation.Post("/api/v1/businesses", "create_business_api_v1_businesses_post", Permission.Operate, call => call.Handle(
        static call => Read(call),
        static (call, request) => call.BusinessOf(request.Id).Create(request.Command),
        StatusCodes.Status201Created, BusinessBody.Of, WireJson.Default.BusinessBody)) with { InBusiness = false };

    private static (Guid Id, CreateBusiness Command) Read(Call call)
    {
        var name = call.Body.Text("name", 1, Limits.NameLengthMax);
        var id = call.Body.OptionalUuid("id") ?? Guid.NewGuid();
        if (id == Authenticator.OperatorHouse) call.Body.Refuse("id", Nil);
        var zone = call.Body.OptionalText("time_zone", ZoneLengthMax) ?? "UTC";
        if (!TimeZoneInfo.TryFindSystemTimeZoneById(zone, out _)) call.Body.Refuse("time_zone", UnknownZone);
        return (id, new CreateBusiness(call.Caller, name, zone));
    }
}

internal sealed record BusinessBody(Guid Id, string Name, string TimeZone, DateTimeOffset CreatedAt)
{
    public static BusinessBody Of(BusinessView business) => new(business.Id, business.Name, business.TimeZone, business.CreatedAt);
}
