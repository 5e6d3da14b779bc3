using System.Buffers.Binary;
using Npgsql;
using NpgsqlTypes;
using Periods.Grains.Journal;

namespace Periods.Silo.Postgres;

/// <summary>The answers of a batch as arrays, one for each column that needs no look.</summary>
internal sealed class AnswerColumns
{
    private readonly NpgsqlParameter<string[]> _key = new() { NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Text };
    private readonly NpgsqlParameter<DateTime[]> _at = new() { NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.TimestampTz };
    private readonly NpgsqlParameter<byte[][]> _fingerprint = new() { NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Bytea };
    private readonly NpgsqlParameter<byte[][]> _reply = new() { NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Text };

    public IEnumerable<NpgsqlParameter> Parameters => [_key, _at, _fingerprint, _reply];

    public void Set(List<(int Root, Answer Answer)> answers)
    {
        _key.TypedValue = [.. answers.Select(a => a.Answer.CommandKey)];
        _at.TypedValue = [.. answers.Select(a => a.Answer.At.UtcDateTime)];
        _fingerprint.TypedValue = [.. answers.Select(a => Bytes(a.Answer.Fingerprint))];
        _reply.TypedValue = [.. answers.Select(a => a.Answer.Reply)];
    }

    private static byte[] Bytes(UInt128 bits)
    {
        var bytes = new byte[16];
        BinaryPrimitives.WriteUInt128BigEndian(bytes, bits);
        return bytes;
    }
}
