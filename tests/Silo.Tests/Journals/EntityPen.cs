using System.Text;
using Periods.Grains.Journal;

namespace Periods.Silo.Tests.Journals;

/// <summary>Writes the chain of one entity as its grain would: each part is decided on the one before it, durable or not.</summary>
internal sealed class EntityPen(EntityKey key, EntityHead head = default)
{
    public static readonly EventContext WithRequest = new(new Origin(null, "r"), null, null);
    public static readonly EventContext WithToken = new(new Origin(Guid.Parse("00112233-4455-6677-8899-aabbccddeeff"), null), null, null);

    public static readonly EventContext WithAddress = new(new Origin(null, null, Address: "203.0.113.9"), null, null);
    public static readonly EventContext WithEmail = new(new Origin(null, null, StatedEmail: "anna@acme.example"), null, null);

    public EntityKey Key { get; } = key;

    public EntityHead Head { get; private set; } = head.Hash is null ? EntityHead.None : head;

    public static EntityPen New() => new(EntityKey.ForPeriod(Guid.NewGuid(), Guid.NewGuid()));

    /// <summary>Another writer who knows what this one knows.</summary>
    public EntityPen Twin() => new(Key, Head);

    /// <summary>One event for each text.</summary>
    public EntityAppend Part(params string[] texts) => Part(null, texts);

    public EntityAppend Part(Answer? answer, params string[] texts)
    {
        var expected = Head;
        return new EntityAppend(Key, expected, [.. texts.Select(text => Event(text, TestClock.Noon, Guid.Empty, answer?.CommandKey))], answer);
    }

    /// <summary>A journal entry, as far as a journal looks into it.</summary>
    public EntityAppend Entry(string date, string text = "")
    {
        var expected = Head;
        return new EntityAppend(Key, expected, [Write(DatedEvents.Type, $$$"""{"entry":{"text":"{{{text}}}","posting_date":"{{{date}}}"}}""", TestClock.Noon, Guid.Empty, null)], null);
    }

    /// <summary>Something at a time, with what an audit log wants to know of it.</summary>
    public EntityAppend Noted(DateTimeOffset at, EventContext context = default)
    {
        var expected = Head;
        return new EntityAppend(Key, expected, [Write("noted.v1", "{}", at, Guid.Empty, null, context)], null);
    }

    public JournalEvent Event(string text, DateTimeOffset at, Guid actor, string? commandId) => Write("noted.v1", $$"""{"text":"{{text}}"}""", at, actor, commandId);

    private JournalEvent Write(string type, string json, DateTimeOffset at, Guid actor, string? commandId, EventContext context = default)
    {
        var data = Encoding.UTF8.GetBytes(json);
        var version = Head.Version + 1;
        var hash = EventChain.Hash(Key, version, type, at, actor, commandId, data, Head.Hash, context);
        var written = new JournalEvent(version, type, data, at, actor, commandId, hash, context);
        Head = new EntityHead(version, hash);
        return written;
    }

    public static Answer Answer(string commandKey, string reply = "{}", DateTimeOffset? at = null) =>
        new(commandKey, 42, at ?? TestClock.Noon, Encoding.UTF8.GetBytes(reply));
}
