using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Periods.Grains.Entities;

/// <summary>The JSON of a snapshot. Nobody but us reads it: text stays as it is, which escaped would take two to three times the room in most scripts.</summary>
internal static class StateJson
{
    private static readonly JsonWriterOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };

    public static byte[] Of<T>(T state, JsonTypeInfo<T> json)
    {
        var buffer = new ArrayBufferWriter<byte>(1024);
        using (var writer = new Utf8JsonWriter(buffer, Plain)) JsonSerializer.Serialize(writer, state, json);
        return buffer.WrittenSpan.ToArray();
    }
}
