using System.Buffers.Text;

namespace Periods.Load;

/// <summary>As much of an HTTP answer as a client must read to know where it ends.</summary>
internal static class Reply
{
    private const int StatusAt = 9;

    /// <summary>The length of the whole answer at the front, or 0 while it is not known.</summary>
    public static int Measure(ReadOnlySpan<byte> received, out int status, out int bodyAt)
    {
        status = 0;
        bodyAt = received.IndexOf("\r\n\r\n"u8) + 4;
        if (bodyAt < 4) return 0;
        return Utf8Parser.TryParse(received[StatusAt..], out status, out _)
            ? bodyAt + ContentLength(received[..bodyAt])
            : throw new InvalidDataException("An answer without a status.");
    }

    /// <exception cref="InvalidDataException">The answer has no Content-Length: none of the servers measured sends such.</exception>
    private static int ContentLength(ReadOnlySpan<byte> head)
    {
        var at = head.IndexOf("Content-Length: "u8);
        if (at >= 0 && Utf8Parser.TryParse(head[(at + "Content-Length: ".Length)..], out int length, out _)) return length;
        throw new InvalidDataException($"An answer without Content-Length: {System.Text.Encoding.Latin1.GetString(head)}");
    }
}
