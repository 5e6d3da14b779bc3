namespace Periods.Grains.Tests.Entities;

/// <summary>What the entities that a process holds in memory may weigh, beyond what each may take.</summary>
public sealed class WeightRoom
{
    // Of these the calendar itself takes no more than any entity may.
    private const int Months = 8, Signers = 50;

    // Room for four of them; one alone is less than is looked at.
    private const long WeightMax = 1_000_000;

    private static readonly TimeSpan HangsAfter = TimeSpan.FromSeconds(30);
    private static readonly string Note = new('n', Limits.NotesLengthMax);
    private static readonly EntityKey Business = EntityKey.ForBusiness(Books.Acme);

    [Fact]
    public async Task Heavy_entities_make_room_for_each_other_and_nobody_else_does()
    {
        var books = await WithMonths(WeightMax);
        await books.Sign(period: Books.Id(Months), notes: "short");

        for (var month = 1; month < Months; month++) await Fill(books, month);
        Fits(books);
        Assert.True(books.Map.Has(Key(Months)));
        Assert.True(books.Map.Has(Business));

        for (var month = 1; month < Months; month++)
        {
            var listed = (await books.Period(Books.Id(month)).ListSignOffs()).Value!.Items;
            Assert.Equal(Signers, listed.Count);
            Assert.All(listed, signOff => Assert.Equal(Note, signOff.Notes));
        }
        Fits(books);
        Assert.True(books.Map.Has(Key(Months)));
    }

    [Fact]
    public async Task A_lifecycle_command_on_more_than_there_is_room_for_is_done()
    {
        var books = await Crowded();

        Assert.Null((await books.SetPolicy(ClosePolicy.Default with { StrictScore = true })).Refusal);

        for (var month = 1; month <= Months; month++) Assert.Equal("policy-taken.v1", books.Journal.Of(Key(month))[^1].Type);
        Fits(books);
    }

    [Fact]
    public async Task What_stayed_for_a_command_goes_when_that_is_over_also_when_it_was_refused()
    {
        var books = await Crowded();
        books.Journal.Overloaded = true;

        Assert.Equal(RefusalCode.Overloaded, (await books.SetPolicy(ClosePolicy.Default with { StrictScore = true })).Refusal!.Code);

        Fits(books);
    }

    [Fact]
    public async Task What_stayed_for_an_append_goes_when_that_is_done()
    {
        var (journal, signing) = (await Filled(), new List<Task<Outcome<SignOffView>>>());
        var books = new Books(journal, weightMax: WeightMax);
        journal.Holds = true;
        for (var month = 1; month <= Months; month++)
        {
            signing.Add(books.Sign(period: Books.Id(month)).AsTask());
            books.Map.EvictOldest();
        }
        for (var month = 1; month <= Months; month++) Assert.True(books.Map.Has(Key(month)));

        journal.ReleaseAll();

        Assert.All(await Task.WhenAll(signing), answer => Assert.Null(answer.Refusal));
        Fits(books);
    }

    [Fact]
    public async Task What_is_written_and_how_many_write_is_what_weighs()
    {
        var books = await WithMonths();
        for (var month = 1; month <= Months; month++)
            await books.Business().ClosePeriod(new(Books.By(), Guid.NewGuid(), Books.Day($"2026-{month:00}-28"), Note, null, Ordered: false));
        await Weighs(books, Months * (250 + 2 * Note.Length), read => read.Business().Get().AsTask());

        var steps = Enumerable.Range(0, Limits.ChecklistStepsMax).Select(n => $"{n}".PadLeft(Limits.StepIdLengthMax, 's')).ToArray();
        await books.Reopen(Books.Id(1));
        await books.SetPolicy(ClosePolicy.Default with { RequiredSteps = steps });
        await books.Acknowledge(steps[0], notes: Note, period: Books.Id(1));
        for (var signer = 1; signer <= Signers; signer++) await books.Sign(by: Books.Id(signer), notes: signer == 1 ? Note : null, period: Books.Id(1));
        await Weighs(
            books, (steps.Length + 1) * (100 + 2 * Limits.StepIdLengthMax) + 2 * Note.Length + Signers * 300 + 2 * Note.Length, read => read.Period(Books.Id(1)).GetScore().AsTask());

        await books.Users().AddUser(new(Books.By(Guid.Empty), Books.Ann, "ann@acme", "Ann", "Lee", BusinessRole.Owner));
        await books.Users().IssueToken(new(Books.By(), Books.Id(1), Books.Ann, "script", Note, 30, new TokenHash(1), "pk_1"));
        await books.Users().RevokeToken(new(Books.By(), Books.Id(1), Note));
        await Weighs(books, 300 + "ann@acmeAnnLee".Length + 400 + "script".Length + 2 * Note.Length, read => read.Users().GetUser(Books.Ann).AsTask());
    }

    /// <summary>As it is read; and where it was written it is no lighter.</summary>
    private static async Task Weighs(Books books, int bytes, Func<Books, Task> read)
    {
        var restarted = books.Restarted();
        await read(restarted);
        Assert.Equal(bytes - Limits.ResidentEntityBytes, restarted.Map.Weight);
        Assert.InRange(books.Map.Weight, restarted.Map.Weight, long.MaxValue);
    }

    private static void Fits(Books books) =>
        Assert.True(SpinWait.SpinUntil(() => books.Map.Weight <= WeightMax, HangsAfter), $"{books.Map.Weight} bytes are held");

    /// <summary>Whoever reads an entity is preceded by somebody who makes room, before there is so much new that it would be made anyway.</summary>
    private static async Task<Books> Crowded()
    {
        var journal = await Filled();
        var books = new Books(journal, weightMax: WeightMax);
        journal.HasRead = () =>
        {
            books.Map.EvictOldest();
            return Task.CompletedTask;
        };
        return books;
    }

    private static async Task<TestJournal> Filled()
    {
        var books = await WithMonths();
        for (var month = 1; month <= Months; month++) await Fill(books, month);
        // So that the business is heavy, too.
        await books.ForceClose("2026-01-28", Note);
        await books.Reopen(Books.Id(1));
        return books.Journal;
    }

    private static async Task Fill(Books books, int month)
    {
        for (var signer = 1; signer <= Signers; signer++) await books.Sign(by: Books.Id(signer), notes: Note, period: Books.Id(month));
    }

    private static async Task<Books> WithMonths(long weightMax = Limits.ResidentWeightMax)
    {
        var books = new Books(weightMax: weightMax);
        await books.CreateBusiness();
        for (var month = 1; month <= Months; month++) await books.Create(Books.Id(month), $"2026-{month:00}-01", $"2026-{month:00}-28");
        return books;
    }

    private static EntityKey Key(int month) => EntityKey.ForPeriod(Books.Acme, Books.Id(month));
}
