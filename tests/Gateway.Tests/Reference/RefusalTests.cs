using System.Reflection;
using Periods.Gateway.Api;
using Periods.Gateway.Tests.Contract;
using Periods.Gateway.Tests.Running;

namespace Periods.Gateway.Tests.Reference;

/// <summary>Every code of the service is told to somebody over HTTP, with its exact body.</summary>
public sealed class RefusalTests(StagedService service) : IClassFixture<StagedService>
{
    internal static readonly IReadOnlyList<Error> OfTheGateway =
        [.. typeof(Error).GetFields(BindingFlags.Public | BindingFlags.Static).Select(field => (Error)field.GetValue(null)!)];

    public static TheoryData<RefusalCode> Codes => [.. Enum.GetValues<RefusalCode>()];

    public static TheoryData<string> Types => [.. ProblemTypes.OfTheDocument];

    public static TheoryData<string> Errors => [.. OfTheGateway.Select(error => error.Code)];

    [Theory]
    [MemberData(nameof(Codes))]
    public async Task A_refusal_is_answered_by_its_code(RefusalCode code)
    {
        var error = Refusals.Of(code);
        var answer = await RefusalCases.All[code](await Scene.Of(service));
        if (error.Status != 422) answer.IsError(error.Status, error.Code, error.Detail);
        else Assert.Equal(error.Code, Assert.Single(ProblemTypes.Of(answer.Json)));
        AssertRetryAfter(answer);
    }

    [Theory]
    [MemberData(nameof(Errors))]
    public async Task An_error_is_answered_by_its_code(string code)
    {
        var error = OfTheGateway.Single(error => error.Code == code);
        AssertRetryAfter((await ErrorCases.All[code](await Scene.Of(service))).IsError(error.Status, error.Code, error.Detail));
    }

    [Theory]
    [MemberData(nameof(Types))]
    public async Task A_problem_is_told_by_its_type(string type)
    {
        var answer = await ProblemTypes.Cases[type](await Scene.Of(service));
        Assert.True(answer.Status == 422, $"{answer.Status} {answer.Body}");
        Assert.Equal(type, Assert.Single(ProblemTypes.Of(answer.Json)));
    }

    /// <summary>Whoever may come back is told when.</summary>
    private static void AssertRetryAfter(Answer answer) => Assert.Equal(answer.Status is 429 or 503, answer.Headers.ContainsKey("Retry-After"));
}
