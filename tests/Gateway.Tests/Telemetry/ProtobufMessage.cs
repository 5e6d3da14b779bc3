using System.Text;

namespace Periods.Gateway.Tests.Telemetry;

/// <summary>A message in protobuf's wire format, read without its schema: fields by number, in the order they came.</summary>
internal sealed class ProtobufMessage
{
    private const int Varint = 0, Fixed64 = 1, Bytes = 2, Fixed32 = 5;

    private readonly List<(int Number, ulong Value, ReadOnlyMemory<byte> Content)> _fields = [];

    public ProtobufMessage(ReadOnlyMemory<byte> message)
    {
        while (message.Length > 0)
        {
            var tag = ReadVarint(ref message);
            var number = (int)(tag >> 3);
            switch ((int)(tag & 7))
            {
                case Varint:
                    _fields.Add((number, ReadVarint(ref message), default));
                    break;
                case Fixed64:
                    _fields.Add((number, BitConverter.ToUInt64(Take(ref message, 8).Span), default));
                    break;
                case Bytes:
                    _fields.Add((number, 0, Take(ref message, (int)ReadVarint(ref message))));
                    break;
                case Fixed32:
                    _fields.Add((number, BitConverter.ToUInt32(Take(ref message, 4).Span), default));
                    break;
                default:
                    throw new InvalidDataException($"Field {number} has wire type {tag & 7}.");
            }
        }
    }

    public IEnumerable<ProtobufMessage> Messages(int number) => _fields.Where(f => f.Number == number).Select(f => new ProtobufMessage(f.Content));

    public string Text(int number) => Encoding.UTF8.GetString(Content(number).Span);

    public string Hex(int number) => Convert.ToHexStringLower(Content(number).Span);

    public ulong Number(int number) => _fields.LastOrDefault(f => f.Number == number).Value;

    public bool Has(int number) => _fields.Exists(f => f.Number == number);

    private ReadOnlyMemory<byte> Content(int number) => _fields.LastOrDefault(f => f.Number == number).Content;

    private static ReadOnlyMemory<byte> Take(ref ReadOnlyMemory<byte> from, int length)
    {
        var taken = from[..length];
        from = from[length..];
        return taken;
    }

    private static ulong ReadVarint(ref ReadOnlyMemory<byte> from)
    {
        var value = 0ul;
        for (var shift = 0; ; shift += 7)
        {
            var next = Take(ref from, 1).Span[0];
            value |= (ulong)(next & 0x7f) << shift;
            if (next < 0x80) return value;
        }
    }
}
