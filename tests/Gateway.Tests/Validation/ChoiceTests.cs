using Periods.Gateway.Validation;

namespace Periods.Gateway.Tests.Validation;

public class ChoiceTests
{
    private static readonly Choices<Role> Roles = new(
        ("preparer", Role.Preparer), ("reviewer", Role.Reviewer), ("controller", Role.Controller), ("partner", Role.Partner));

    private enum Role
    {
        None,
        Preparer,
        Reviewer,
        Controller,
        Partner,
    }

    [Fact]
    public async Task A_word_means_what_the_choices_say() =>
        Assert.Equal("", await Sending.ProblemsOf("""{"role":"reviewer"}""", fields => Assert.Equal(Role.Reviewer, fields.Choice("role", Roles))));

    [Theory]
    [InlineData("\"x\"")]
    [InlineData("\"Preparer\"")]
    [InlineData("null")]
    [InlineData("1")]
    [InlineData("[]")]
    public async Task Anything_else_is_refused_with_the_words_expected(string value) =>
        Assert.Equal(
            $$$"""{"type":"enum","loc":["body","role"],"msg":"Input should be 'preparer', 'reviewer', 'controller' or 'partner'","input":{{{value}}},"ctx":{"expected":"'preparer', 'reviewer', 'controller' or 'partner'"}}""",
            await Sending.ProblemsOf($$"""{"role":{{value}}}""", fields => Assert.Equal(Role.None, fields.Choice("role", Roles))));

    [Theory]
    [InlineData("'a'", "a")]
    [InlineData("'a' or 'b'", "a", "b")]
    [InlineData("'a', 'b' or 'c'", "a", "b", "c")]
    public async Task The_words_expected_are_listed_as_pydantic_lists_them(string expected, params string[] words) =>
        Assert.Equal(
            $$$"""{"type":"enum","loc":["body","word"],"msg":"Input should be {{{expected}}}","input":"x","ctx":{"expected":"{{{expected}}}"}}""",
            await Sending.ProblemsOf("""{"word":"x"}""", fields => fields.Choice("word", new Choices<int>([.. words.Select((word, n) => (word, n))]))));

    [Fact]
    public async Task Each_word_of_a_list_is_judged_alone() =>
        Assert.StartsWith(
            """{"type":"enum","loc":["body","roles",1],""",
            await Sending.ProblemsOf("""{"roles":["partner","x"]}""", fields => fields.GivenChoices("roles", 0, 4, Roles)),
            StringComparison.Ordinal);
}
