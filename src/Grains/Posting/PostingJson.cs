using System.Text.Json.Serialization;

namespace Periods.Grains.Posting;

/// <summary>The JSON of entries. What an entry is stored as is also what its hash covers: a change would make another entry of every old one.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    Converters = [typeof(EnumText<RefusalCode>), typeof(EnumText<PeriodStatus>), typeof(EnumText<DebitCredit>)])]
[JsonSerializable(typeof(JournalEntryPosted))]
[JsonSerializable(typeof(EntryPosted))]
[JsonSerializable(typeof(Posted))]
[JsonSerializable(typeof(EntryState))]
[JsonSerializable(typeof(Outcome<EntryReceipt>))]
internal sealed partial class PostingJson : JsonSerializerContext;
