namespace Periods.Simulation.Tests.Linearizability;

/// <summary>What one object may answer when it is asked one thing after the other. Pure. States are compared by value: equal ones are explored once.</summary>
public interface ISpecification<TState, in TOperation, in TReply>
    where TReply : class
{
    TState Initial { get; }

    /// <summary>Whether an operation may be answered so in a state, and the state it leaves.</summary>
    /// <param name="reply">Null when nobody knows it: then the state that the operation leaves when it happens.</param>
    bool Allows(TState state, TOperation operation, TReply? reply, out TState next);

    /// <summary>Whether an operation that was answered so changed nothing, whatever the state was: a read, a refusal.</summary>
    bool LeavesEverything(TOperation operation, TReply reply);
}
