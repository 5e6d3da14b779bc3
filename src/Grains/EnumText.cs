using System.Text.Json;
using System.Text.Json.Serialization;

namespace Periods.Grains;

/// <summary>Enumerations are stored by name, in the contract's spelling, so that their order may change.</summary>
public sealed class EnumText<T>() : JsonStringEnumConverter<T>(JsonNamingPolicy.SnakeCaseLower, allowIntegerValues: false)
    where T : struct, Enum;
