using Periods.Gateway.Access;

namespace Periods.Gateway.Api;

/// <summary>One operation of the contract: its route, its id in the OpenAPI document, whom it is for, and what it does.</summary>
/// <param name="Pattern">An ASP.NET route pattern; path parameters are named as the contract names them.</param>
/// <param name="Id">The operationId.</param>
/// <param name="HasBody">Whether a body is read; otherwise one is ignored.</param>
/// <param name="BodyIsOptional">Whether a request may come without one: all of its fields are left out then.</param>
/// <param name="InBusiness">Whether the business header is required.</param>
/// <param name="ReadsHistory">Whether it may go through much of what a business has recorded, and keep a processor busy with it.</param>
/// <param name="RevokesTokens">Whether a token of the business may be dead once it is answered.</param>
internal sealed record Operation(
    string Method,
    string Pattern,
    string Id,
    Dialect Dialect,
    Permission Permission,
    Func<Call, Task> Run,
    bool HasBody = false,
    bool BodyIsOptional = false,
    bool InBusiness = true,
    bool ReadsHistory = false,
    bool RevokesTokens = false)
{
    private const string BehindAction = "_api_v1_";

    /// <summary>Whether it asks for a change.</summary>
    public bool IsCommand => Method != "GET" && Permission != Permission.Read;

    /// <summary>What the audit log calls it: the function its id begins with, the same in both dialects.</summary>
    public string Action { get; init; } = Id.IndexOf(BehindAction, StringComparison.Ordinal) is > 0 and var end ? Id[..end] : Id;

    public static Operation Get(string pattern, string id, Permission permission, Func<Call, Task> run) =>
        new("GET", pattern, id, Dialect.DayZero, permission, run);

    public static Operation Post(string pattern, string id, Permission permission, Func<Call, Task> run) =>
        new("POST", pattern, id, Dialect.DayZero, permission, run, HasBody: true);

    public static Operation Put(string pattern, string id, Permission permission, Func<Call, Task> run) =>
        new("PUT", pattern, id, Dialect.DayZero, permission, run, HasBody: true);

    public static Operation Delete(string pattern, string id, Permission permission, Func<Call, Task> run) =>
        new("DELETE", pattern, id, Dialect.DayZero, permission, run);
}
