using FsCheck;
using FsCheck.Fluent;

namespace Periods.Grains.Tests.Wire;

/// <summary>Keys of entities and the hash that chains their events: what other silos and later versions must read the same way.</summary>
public sealed class Keys
{
    [Fact]
    public void A_key_is_written_and_read_back_and_is_never_all_hex() => Check.One(Config.QuickThrowOnFailure, Prop.ForAll(
        Gen.Elements<Func<Guid, Guid, EntityKey>>((b, _) => EntityKey.ForBusiness(b), (b, _) => EntityKey.ForUsers(b), (b, _) => EntityKey.ForRefusals(b), EntityKey.ForPeriod, EntityKey.ForScore, EntityKey.ForEntry)
            .SelectMany(make => Ids.SelectMany(b => Ids.Select(p => make(b, p)))).ToArbitrary(),
        key => EntityKey.Parse(key.ToString()) == key && !key.ToString().All(char.IsAsciiHexDigit)));

    [Fact]
    public void Keys_are_spelled_as_ever()
    {
        Assert.Equal("b:00000000000000000000000000000ace", EntityKey.ForBusiness(Books.Acme).ToString());
        Assert.Equal("u:00000000000000000000000000000ace", EntityKey.ForUsers(Books.Acme).ToString());
        Assert.Equal("p:00000000000000000000000000000ace:00000000000000000000000000000101", EntityKey.ForPeriod(Books.Acme, Books.January).ToString());
        Assert.Equal("s:00000000000000000000000000000ace:00000000000000000000000000000101", EntityKey.ForScore(Books.Acme, Books.January).ToString());
        Assert.Equal("e:00000000000000000000000000000ace:00000000000000000000000000000101", EntityKey.ForEntry(Books.Acme, Books.Id(0x101)).ToString());
        Assert.Equal("a:00000000000000000000000000000ace", EntityKey.ForRefusals(Books.Acme).ToString());
        Assert.Throws<FormatException>(() => EntityKey.Parse("b:ace"));
    }

    [Fact]
    public void The_hash_of_a_known_event_is_known()
    {
        var first = EventChain.Hash(
            EntityKey.ForPeriod(Books.Acme, Books.January), 1, "opened.v1", Books.At("2026-02-10T12:00:00.000001Z"), Books.Ann, null, "{}"u8, EventChain.Genesis);
        var second = EventChain.Hash(
            EntityKey.ForBusiness(Books.Acme), 2, "period-closed.v1", Books.At("2026-02-10T12:00:00Z"), Guid.Empty, "clé", """{"reason":"x"}"""u8, first);

        Assert.Equal(("a686682d2a04fd3c1d5d4eeb5aedce9af3ba6c759da0665e32671507ee754365", "a2762fc4004f01599237afe9b6440e41e57740758250696bd997e089c8ca81ba"), (Convert.ToHexStringLower(first), Convert.ToHexStringLower(second)));
    }

    [Fact]
    public void The_hash_of_a_long_event_covers_all_of_it()
    {
        var data = new byte[100_000];
        var one = Hash(data);
        data[^1] = 1;

        Assert.NotEqual(one, Hash(data));

        static byte[] Hash(byte[] data) => EventChain.Hash(EntityKey.ForBusiness(Books.Acme), 1, "x.v1", default, default, null, data, EventChain.Genesis);
    }

    private static readonly Gen<Guid> Ids = Gen.Choose(int.MinValue, int.MaxValue).Select(n => new Guid(n, (short)n, (short)(n >> 3), 1, 2, 3, 4, 5, 6, 7, (byte)n));
}
