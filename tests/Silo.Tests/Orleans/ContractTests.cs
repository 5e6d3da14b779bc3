using System.Reflection;
using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Serialization;
using Periods.Access;
using Periods.Audit;
using Periods.Businesses;
using Periods.Closing;
using Periods.Posting;
using Periods.Scoring;
using Periods.Silo.Orleans.Contracts;

namespace Periods.Silo.Tests.Orleans;

/// <summary>What travels between silos is named by us: a default would write CLR type names, which a rename breaks for silos of the release before.</summary>
public sealed class ContractTests : IDisposable
{
    private static readonly Type[] Interfaces = [typeof(IBusinessGrain), typeof(IPeriodGrain), typeof(IPostingGrain), typeof(IUsersGrain), typeof(IAuditGrain), typeof(ICloseScoreGrain)];

    private readonly ServiceProvider _services;

    public ContractTests()
    {
        var services = new ServiceCollection();
        ContractSerialization.Add(services);
        _services = services.BuildServiceProvider();
    }

    public static TheoryData<Type> Travelling => [.. Interfaces.SelectMany(contract => contract.GetMethods()).SelectMany(Types).Distinct()];

    public void Dispose() => _services.Dispose();

    [Theory]
    [MemberData(nameof(Travelling))]
    public void Whatever_a_contract_asks_or_answers_has_a_name_and_a_JSON_form(Type type)
    {
        Assert.True(ContractNames.Has(type), $"{type} has no name");
        Assert.All(type.GetGenericArguments(), reply => Assert.True(ContractNames.Has(reply), $"{reply} has no name"));
        Assert.NotNull(ContractJson.Default.GetTypeInfo(type));
    }

    [Fact]
    public void No_two_types_have_one_name() => Assert.Equal(ContractNames.All.Count, ContractNames.All.Values.Distinct().Count());

    [Fact]
    public void Every_interface_and_every_method_has_a_name_that_outlives_its_CSharp_name()
    {
        Assert.All(Interfaces, contract => Assert.NotNull(contract.GetCustomAttribute<AliasAttribute>()));
        Assert.All(Interfaces.SelectMany(contract => contract.GetMethods()), method => Assert.NotNull(method.GetCustomAttribute<AliasAttribute>()));
    }

    [Fact]
    public void A_command_and_its_answer_arrive_as_they_were_sent_without_a_CLR_name()
    {
        var request = new PostEntry(
            new Caller(Guid.NewGuid(), Guid.NewGuid(), new CommandKey("key", UInt128.MaxValue)), Guid.NewGuid(), true,
            new EntryContent("Rent", "2026-01-31T12:00:00+01:00", new DateOnly(2026, 1, 31), [new EntryLine("rent", 100, DebitCredit.Debit, null), new EntryLine("cash", 100, DebitCredit.Credit, "ü")]));
        Outcome<PeriodView> answer = new Refusal(
            RefusalCode.PeriodClosed, new DateOnly(2026, 2, 1), new PostingBlock(Guid.NewGuid(), new DateOnly(2026, 1, 1), new DateOnly(2026, 1, 31), PeriodStatus.Locked, null));

        var (sent, received) = ThereAndBack(request);
        Assert.Equal(request with { Content = received.Content }, received);
        Assert.Equal(request.Content with { Lines = received.Content.Lines }, received.Content);
        Assert.Equal(request.Content.Lines, received.Content.Lines);
        Assert.DoesNotContain("Periods.", sent, StringComparison.Ordinal);

        (sent, var same) = ThereAndBack<object>(answer);
        Assert.Equal(answer, same);
        Assert.DoesNotContain("Periods.", sent, StringComparison.Ordinal);
    }

    [Fact]
    public void A_contract_is_not_copied_within_a_silo()
    {
        var request = new SignOff(default, Guid.NewGuid(), ReviewRole.Controller, null);

        Assert.Same(request, _services.GetRequiredService<DeepCopier>().Copy(request));
    }

    private (string Sent, T Received) ThereAndBack<T>(T value)
    {
        var serializer = _services.GetRequiredService<Serializer>();
        var bytes = serializer.SerializeToArray<object>(value!);
        return (Encoding.Latin1.GetString(bytes), (T)serializer.Deserialize<object>(bytes)!);
    }

    /// <summary>Of Orleans' own and .NET's types the forms are theirs.</summary>
    private static IEnumerable<Type> Types(MethodInfo method)
    {
        var types = method.GetParameters().Select(parameter => parameter.ParameterType);
        if (method.ReturnType.IsGenericType) types = types.Append(method.ReturnType.GetGenericArguments()[0]);
        return types.Where(type => type.Assembly == typeof(EntityKey).Assembly);
    }
}
