using System.Runtime.InteropServices;

namespace Periods.Faults.Running;

/// <summary>Between two who tell each other of new scores: loses, doubles and delays what they tell, and leaves everything else alone. The connection must not be encrypted.</summary>
/// <param name="framing">How messages are told apart.</param>
/// <param name="lost">Of a hundred.</param>
/// <param name="doubled">Of a hundred.</param>
/// <param name="late">Of a hundred: they come after the one that follows.</param>
internal sealed class BadCarrier(IFraming framing, int seed, int lost, int doubled, int late) : IFrames
{
    private readonly Lock _gate = new();
    private readonly Random _random = new(seed);
    private long _touched;

    /// <summary>Notices that did not come once and in order.</summary>
    public long Touched => Interlocked.Read(ref _touched);

    public IFrameFilter NewConnection() => new Filter(this, framing);

    private enum Fate
    {
        Whole,
        Lost,
        Doubled,
        Late,
    }

    private Fate Draw()
    {
        int dice;
        lock (_gate) dice = _random.Next(100);
        return dice < lost ? Fate.Lost : dice < lost + doubled ? Fate.Doubled : dice < lost + doubled + late ? Fate.Late : Fate.Whole;
    }

    private sealed class Filter(BadCarrier carrier, IFraming framing) : IFrameFilter
    {
        private readonly List<byte> _begun = [];
        private bool _isOpen;
        private byte[]? _held;

        public ReadOnlyMemory<byte> Pass(ReadOnlyMemory<byte> piece)
        {
            _begun.AddRange(piece.Span);
            var passed = new List<byte>(_begun.Count);
            while (TakeMessage() is { } message) Carry(message, passed);
            return passed.ToArray();
        }

        private byte[]? TakeMessage()
        {
            if (framing.LengthOf(CollectionsMarshal.AsSpan(_begun), isFirst: !_isOpen) is not { } length || _begun.Count < length) return null;
            _isOpen = true;
            var message = _begun.GetRange(0, length).ToArray();
            _begun.RemoveRange(0, length);
            return message;
        }

        private void Carry(byte[] message, List<byte> passed)
        {
            if (!framing.IsNotice(message))
            {
                passed.AddRange(message);
                return;
            }
            var fate = carrier.Draw();
            if (fate != Fate.Whole) Interlocked.Increment(ref carrier._touched);
            if (fate is Fate.Whole or Fate.Doubled) passed.AddRange(message);
            if (fate is Fate.Doubled) passed.AddRange(message);
            if (_held is not null) passed.AddRange(_held);
            _held = fate == Fate.Late ? message : null;
        }
    }
}
