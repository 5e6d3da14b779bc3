using System.Buffers.Binary;

namespace Periods.Simulation.Tests.Linearizability;

/// <summary>
/// Decides whether a history of one object has an order that its specification allows and that real time does not contradict:
/// Wing and Gong's search with Lowe's memoisation of (operations placed, state).
/// </summary>
/// <remarks>
/// The next in the order is always an operation that was invoked before the first answer of those not yet placed. Answered operations are tried
/// before those of unknown outcome, which need not be placed at all. A read or a refusal that fits is placed at once, with nothing else
/// tried: any order that has it later has a twin that has it here. The set of placed operations is told by a 128-bit sum of random numbers, one for each.
/// </remarks>
public static class Checker
{
    private const long StepsMax = 20_000_000;

    public static Verdict Check<TState, TOperation, TReply>(
        ISpecification<TState, TOperation, TReply> specification,
        IReadOnlyList<Occurrence<TOperation, TReply>> history,
        long stepsMax = StepsMax)
        where TReply : class =>
        new Search<TState, TOperation, TReply>(specification, [.. history.OrderBy(o => o.Invoked)], stepsMax).Run();

    private sealed class Search<TState, TOperation, TReply>(
        ISpecification<TState, TOperation, TReply> specification, Occurrence<TOperation, TReply>[] operations, long stepsMax)
        where TReply : class
    {
        private readonly UInt128[] _marks = Marks(operations.Length);
        private readonly bool[] _placed = new bool[operations.Length];
        private readonly HashSet<(UInt128 Placed, TState State)> _seen = [];
        private readonly Stack<Frame> _path = new();
        private Frame[] _longest = [];
        private int _answeredLeft = operations.Count(o => o.Answered is not null);
        private int _firstUnplaced;

        private sealed class Frame(TState state, UInt128 placed, int operation, List<int> candidates)
        {
            public TState State => state;

            public UInt128 Placed => placed;

            /// <summary>Placed last, to come here; -1 at the start.</summary>
            public int Operation => operation;

            public List<int> Candidates => candidates;

            public int Next { get; set; }
        }

        public Verdict Run()
        {
            long steps = 0;
            Enter(specification.Initial, 0, -1);
            while (_answeredLeft > 0)
            {
                var frame = _path.Peek();
                if (frame.Next == frame.Candidates.Count)
                {
                    if (_path.Count == 1) return new(Judgement.NotLinearizable, steps, Explain());
                    Leave();
                    continue;
                }
                if (++steps > stepsMax) return new(Judgement.Undecided, steps, Explain());

                var candidate = frame.Candidates[frame.Next++];
                var operation = operations[candidate];
                if (!specification.Allows(frame.State, operation.Operation, operation.Reply, out var next)) continue;
                // Unknown, and it would change nothing: it may as well not have happened.
                if (operation.Reply is null && EqualityComparer<TState>.Default.Equals(next, frame.State)) continue;
                var placed = frame.Placed ^ _marks[candidate];
                if (_seen.Add((placed, next))) Enter(next, placed, candidate);
            }
            return new(Judgement.Linearizable, steps, "");
        }

        private void Enter(TState state, UInt128 placed, int operation)
        {
            if (operation >= 0) Mark(operation, true);
            while (_firstUnplaced < operations.Length && _placed[_firstUnplaced]) _firstUnplaced++;
            _path.Push(new Frame(state, placed, operation, Candidates(state)));
            if (_path.Count > _longest.Length) _longest = [.. _path.Reverse()];
        }

        private void Leave()
        {
            var operation = _path.Pop().Operation;
            Mark(operation, false);
            _firstUnplaced = Math.Min(_firstUnplaced, operation);
        }

        private void Mark(int operation, bool placed)
        {
            _placed[operation] = placed;
            if (operations[operation].Answered is not null) _answeredLeft += placed ? -1 : 1;
        }

        private List<int> Candidates(TState state)
        {
            var firstAnswer = long.MaxValue;
            List<int> answered = [], unknown = [];
            for (var i = _firstUnplaced; i < operations.Length && operations[i].Invoked < firstAnswer; i++)
            {
                if (_placed[i]) continue;
                (operations[i].Answered is null ? unknown : answered).Add(i);
                firstAnswer = Math.Min(firstAnswer, operations[i].Answered ?? long.MaxValue);
            }
            // Who was answered first most likely happened first.
            answered.Sort((a, b) => operations[a].Answered!.Value.CompareTo(operations[b].Answered!.Value));
            answered.RemoveAll(i => operations[i].Invoked > firstAnswer);
            var free = answered.FindIndex(i => specification.LeavesEverything(operations[i].Operation, operations[i].Reply!)
                && specification.Allows(state, operations[i].Operation, operations[i].Reply, out _));
            if (free >= 0) return [answered[free]];
            answered.AddRange(unknown.Where(i => operations[i].Invoked < firstAnswer));
            return answered;
        }

        private string Explain()
        {
            const int Shown = 12;
            var last = _longest[^1];
            var order = _longest.Skip(1).TakeLast(Shown).Select(f => $"  {operations[f.Operation]}");
            var stuck = last.Candidates.Select(i => $"  {operations[i]}");
            return $"After {_longest.Length - 1} of {operations.Length} operations, the last of them\n{string.Join('\n', order)}\nthe state is {last.State}, and none of these can be next:\n{string.Join('\n', stuck)}";
        }

        private static UInt128[] Marks(int count)
        {
            var random = new Random(count);
            Span<byte> bytes = stackalloc byte[16];
            var marks = new UInt128[count];
            foreach (ref var mark in marks.AsSpan())
            {
                random.NextBytes(bytes);
                mark = BinaryPrimitives.ReadUInt128LittleEndian(bytes);
            }
            return marks;
        }
    }
}
