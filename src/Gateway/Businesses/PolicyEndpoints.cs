using System.Text.RegularExpressions;
using Periods.Businesses;
using Periods.Gateway.Access;
using Periods.Gateway.Api;
using Periods.Gateway.Closing;

namespace Periods.Gateway.Businesses;

/// <summary>What a business asks of a close. A PUT sets all of it: what is left out is as by default.</summary>
internal static partial class PolicyEndpoints
{
    private const int MinScoreMax = 100;

    public static readonly Operation Get = Operation.Get("/api/v1/businesses/policy", "get_business_policy_api_v1_businesses_policy_get", Permission.Read, call => call.Handle(
        static call => call.BusinessId,
        static (call, _) => call.Business.GetPolicy(),
        StatusCodes.Status200OK, ClosePolicyBody.Of, WireJson.Default.ClosePolicyBody));

    public static readonly Operation Set = Operation.Put("/api/v1/businesses/policy", "set_business_policy_api_v1_businesses_policy_put", Permission.Close, call => call.Handle(
        static call => new SetPolicy(call.Caller, Read(call)),
        static (call, request) => call.Business.SetPolicy(request),
        StatusCodes.Status200OK, ClosePolicyBody.Of, WireJson.Default.ClosePolicyBody));

    private static ClosePolicy Read(Call call)
    {
        var body = call.Body;
        return new ClosePolicy(
            body.GivenChoices("required_roles", 0, SignOffEndpoints.RoleCount, SignOffEndpoints.Roles).Value?.Distinct().Order().ToArray(),
            body.GivenWords("required_steps", 0, Limits.ChecklistStepsMax, Limits.StepIdLengthMax, StepId()).Value?.Distinct().ToArray(),
            body.Flag("sequential_close", ClosePolicy.Default.SequentialClose),
            body.Flag("allow_future_end_dates", ClosePolicy.Default.AllowFutureEndDates),
            body.OptionalNumber("min_score", 0, MinScoreMax),
            body.Flag("segregation_of_duties", ClosePolicy.Default.SegregationOfDuties),
            body.Flag("strict_score", ClosePolicy.Default.StrictScore),
            body.Flag("drop_stale", ClosePolicy.Default.DropStale));
    }

    [GeneratedRegex("^[a-z0-9_]+$")]
    private static partial Regex StepId();
}
