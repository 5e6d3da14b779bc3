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

    [Theory]
    [InlineData(false, null, null, "b9b68cb0f5f110397abfea17470f7da40f1746765969ffb8544f616d33cc23a9")]
    [InlineData(true, null, null, "629433610d2e5bf070eabade169686407706cdf9c93fe2df4b62934aa35e301b")]
    [InlineData(true, "203.0.113.9", null, "80bbc5017eb4f09739e3ff3185ff38f3cee92691d82b100f604871ca393e61af")]
    [InlineData(true, null, "anna@acme.example", "bf040d934a622ac089d49e6cd52ed1752860ee160c6e446522568d02ec9d49fc")]
    [InlineData(true, "203.0.113.9", "anna@acme.example", "392e7d5cae90ea1aa8649b426fdacfb99c58deeb4ad74116107be4f2425f9ace")]
    public void An_event_that_carries_less_hashes_as_it_did_before_events_carried_more(bool hasRequest, string? address, string? email, string hash) => Assert.Equal(hash, Convert.ToHexStringLower(EventChain.Hash(
        EntityKey.ForPeriod(Guid.Parse("11111111-2222-3333-4444-555555555555"), Guid.Parse("66666666-7777-8888-9999-aaaaaaaaaaaa")), 7, "noted.v1",
        Books.At("2026-01-01T12:00:00.000007Z"), Guid.Parse("bbbbbbbb-cccc-dddd-eeee-ffffffffffff"), "k-1", """{"text":"grün"}"""u8, [.. Enumerable.Range(0, 32).Select(n => (byte)n)],
        hasRequest ? new EventContext(new Origin(Guid.Parse("00112233-4455-6677-8899-aabbccddeeff"), "req-1", address, email), null, null) : default)));

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
