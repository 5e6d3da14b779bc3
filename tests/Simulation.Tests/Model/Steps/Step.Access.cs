namespace Periods.Simulation.Tests.Model.Steps;

public abstract partial record Step
{
    public sealed record CreateBusiness(string Who, bool Taken) : Step(Who);

    /// <param name="Name">What steps call the user.</param>
    /// <param name="Taken">Whether the address is somebody's already, but for its case.</param>
    public sealed record AddUser(string Who, string Role, bool Taken = false, string Name = Newcomer) : Step(Who);

    /// <summary>From then on the user calls with the new token.</summary>
    /// <param name="LifeDays">Null for the default.</param>
    public sealed record IssueToken(string Who, string For, string? Description = null, int? LifeDays = null) : Step(Who);

    public sealed record ListTokens(string Who, int Limit) : Step(Who);

    /// <param name="Number">Of the token among those of the user, the newest first.</param>
    /// <param name="Everywhere">Whether to wait until no silo takes it any more.</param>
    /// <param name="Reason">Null where the token is deleted, which has none.</param>
    public sealed record RevokeToken(string Who, string Of, int Number, bool Everywhere = false, string? Reason = null) : Step(Who);

    public const string Newcomer = "newcomer", Outsider = "outsider", Operator = "operator", Nobody = "nobody";
}
