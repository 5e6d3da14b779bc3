using System.Buffers;

namespace Periods.Gateway.Validation;

/// <summary>The bytes of a request's body, read once and up to a limit, in a buffer that goes back to the pool.</summary>
internal sealed class PooledBytes : IDisposable
{
    private byte[]? _buffer;

    private PooledBytes(ReadOnlySequence<byte> bytes)
    {
        var length = (int)bytes.Length;
        _buffer = ArrayPool<byte>.Shared.Rent(length);
        bytes.CopyTo(_buffer);
        Memory = _buffer.AsMemory(0, length);
    }

    /// <summary>Empty after disposal, as the buffer then holds someone else's bytes.</summary>
    public ReadOnlyMemory<byte> Memory { get; private set; }

    /// <summary>null when there are more than <paramref name="bytesMax"/> bytes; what lies beyond is not waited for.</summary>
    public static async ValueTask<PooledBytes?> ReadBody(HttpContext http, int bytesMax)
    {
        if (http.Request.ContentLength > bytesMax) return null;

        var reader = http.Request.BodyReader;
        while (true)
        {
            var read = await reader.ReadAsync();
            var isTooLarge = read.Buffer.Length > bytesMax;
            if (isTooLarge || read.IsCompleted)
            {
                var bytes = isTooLarge ? null : new PooledBytes(read.Buffer);
                reader.AdvanceTo(read.Buffer.End);
                return bytes;
            }

            reader.AdvanceTo(read.Buffer.Start, read.Buffer.End);
        }
    }

    public void Dispose()
    {
        // Returned twice, a buffer would be rented to two requests at once.
        if (_buffer is not null) ArrayPool<byte>.Shared.Return(_buffer);
        _buffer = null;
        Memory = default;
    }
}
