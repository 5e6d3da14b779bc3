namespace Periods.Load;

/// <summary>What is sent, byte for byte.</summary>
/// <param name="Counts">Whether its answer is what is measured; others only prepare the next.</param>
public sealed record Request(byte[] Bytes, bool Counts = true);
