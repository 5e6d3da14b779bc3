using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Periods.Gateway.Logging;
using Periods.Gateway.Tests.Running;

namespace Periods.Gateway.Tests.Logging;

/// <summary>An entry of the log is one line that a client can neither end nor colour, in both forms.</summary>
public sealed partial class LogTests
{
    /// <summary>Ends a line, begins another, colours the terminal, turns the direction, and ends lines in other ways.</summary>
    private const string Forgery = "\r\n2026-01-01T00:00:00.000Z info forged: \u001b[31mred\u001b[0m\u0007\u0000\u0085\u2028\u2029\u202e\u009b31m\t\u007f";

    [Theory]
    [InlineData("notes of March", "notes of March")]
    [InlineData("Prüfung ✓ 決算 🧾", "Prüfung ✓ 決算 🧾")]
    [InlineData("a\r\nb\u001b[31m\t", @"a\u{d}\u{a}b\u{1b}[31m\u{9}")]
    [InlineData("\u2028\u2029\u0085\u202e\u009b\u0000\u007f", @"\u{2028}\u{2029}\u{85}\u{202e}\u{9b}\u{0}\u{7f}")]
    [InlineData("\U000e0041\ue000", @"\u{e0041}\u{e000}")]
    public void What_controls_is_spelled_out_and_what_is_written_stays(string text, string expected) => Assert.Equal(expected, LogText.Escaped(text));

    [Fact]
    public void Neither_a_message_nor_a_fault_with_client_text_in_it_makes_a_line_that_looks_like_an_entry()
    {
        using var written = new StringWriter();
        var entry = new LogEntry<string>(
            LogLevel.Error, "Periods", default, Forgery, new InvalidOperationException(Forgery, new FormatException(Forgery)), (state, _) => $"A fault: {state}");
        new PlainFormatter().Write(entry, null, written);

        var lines = written.ToString().TrimEnd('\n').Split('\n');
        Assert.Matches(PlainEntry(), lines[0]);
        Assert.All(lines[1..], line => Assert.StartsWith("      ", line, StringComparison.Ordinal));
        Assert.All(lines, IsHarmless);
    }

    [Theory]
    [InlineData(LogLevel.Trace, "trce")]
    [InlineData(LogLevel.Debug, "dbug")]
    [InlineData(LogLevel.Information, "info")]
    [InlineData(LogLevel.Warning, "warn")]
    [InlineData(LogLevel.Error, "fail")]
    [InlineData(LogLevel.Critical, "crit")]
    public void A_level_is_a_word_of_four_letters(LogLevel level, string word)
    {
        using var written = new StringWriter();
        new PlainFormatter().Write(new LogEntry<string>(level, "Periods", default, "x", null, (state, _) => state), null, written);
        Assert.EndsWith($"Z {word} Periods: x\n", written.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Whoever_does_not_read_the_log_keeps_no_request_waiting_and_hears_how_much_was_left_out()
    {
        using var folder = new TempFolder();
        await using var service = await ServiceProcess.Start(
            folder.File("periods.db"), settings: [("Logging__LogLevel__Requests", "Information"), ("Logging__Console__MaxQueueLength", "10")]);
        service.StopReading();
        // Far more than a pipe and the queue take, at 4 KB a line.
        for (var n = 0; n < 200; n++) Assert.Equal(404, (await service.Anonymous.Get($"/{new string('x', 4_000)}")).Status);
        service.ReadOn();

        await Until.Holds(async () =>
        {
            await service.Anonymous.Get("/health/live");
            return service.Errors.Any(line => line.Contains("message(s) dropped", StringComparison.Ordinal));
        });
    }

    [Theory]
    [InlineData("x-business-id", "")]
    [InlineData("organisation", "")]
    [InlineData("organisation", "urn:uuid:")]
    public void A_request_is_of_the_business_and_period_it_names_in_either_dialect_and_whatever_spelling(string header, string prefix)
    {
        var (business, period) = (Guid.NewGuid(), Guid.NewGuid());
        var facts = RequestFacts.Of(new DefaultHttpContext { Request = { Headers = { [header] = $"{prefix}{business}" }, RouteValues = { ["period_id"] = $"{prefix}{period}" } } });
        Assert.Equal((business, period), (facts.Business, facts.Period));
    }

    [Theory]
    [InlineData("plain")]
    [InlineData("json")]
    public async Task Each_request_is_one_line_whatever_the_client_sent(string form)
    {
        using var folder = new TempFolder();
        await using var service = await ServiceProcess.Start(
            folder.File("periods.db"), settings: [("Logging__LogLevel__Requests", "Information"), ("Logging__Console__FormatterName", form)]);
        var company = await service.NewCompany();
        var period = await company.OpenPeriod();
        // A business, four people, as many tokens, and the period.
        const int Before = 10, Sent = 17;
        var (evil, member) = (Uri.EscapeDataString(Forgery.Replace("\0", "", StringComparison.Ordinal)), company.Member.Client);

        (await member.SignOff(period, "preparer", "\\r\\n\\u001b[31m")).Ok();
        await member.SignOff(period, "\\r\\nforged");
        await member.Get($"/api/v1/{evil}");
        await member.Get($"/api/v1/accounting-periods/{evil}");
        await member.Get($"/api/v1/accounting-periods?search={evil}");
        await member.Acknowledge(period, evil, $$"""{"notes":{{JsonSerializer.Serialize(Forgery)}}}""");
        foreach (var header in new[] { "x-business-id", "organisation", "x-api-key", "Authorization", "Idempotency-Key", "Prefer", "traceparent", "x-request-id", "User-Agent" })
            await member.With(header, "\u001b[31mred\t\u0007").Get("/api/v1/accounting-periods");
        await member.Send("GET'*!forged", "/api/v1/accounting-periods");
        (await member.CloseScore(period)).Ok();
        await Until.Holds(() => Task.FromResult(Requests(service, form).Length >= Before + Sent));
        await service.Terminate();
        await service.Exit();

        var entries = Entries(service);
        Assert.All(entries, IsHarmless);
        if (form == "plain") Assert.All(entries, line => Assert.Matches(PlainEntry(), line));
        else Assert.All(entries, line => Assert.Matches(Moment(), JsonDocument.Parse(line).RootElement.GetProperty("Timestamp").GetString()));
        var requests = Requests(service, form);
        Assert.Equal(Before + Sent, requests.Length);
        var first = requests[Before];
        foreach (var fact in new[] { $"POST /api/v1/accounting-periods/{period}/sign-offs 201", $"business={company.Id}", $"period={period}" }) Assert.Contains(fact, first, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Requests_are_not_logged_unless_somebody_asks_for_it()
    {
        using var folder = new TempFolder();
        await using var service = await ServiceProcess.Start(folder.File("periods.db"), settings: ("Logging__LogLevel__Default", "Information"));
        await (await service.NewCompany()).OpenPeriod();

        await service.Terminate();
        Assert.Equal(0, await service.Exit());

        Assert.DoesNotContain(service.Output, line => line.Contains("accounting-periods ", StringComparison.Ordinal) && line.Contains("POST", StringComparison.Ordinal) && !line.Contains("curl", StringComparison.Ordinal));
    }

    private static void IsHarmless(string line) => Assert.DoesNotContain(line, c => char.IsControl(c) || c is '\u2028' or '\u2029' or '\u202e');

    /// <summary>All that came after the welcome.</summary>
    private static string[] Entries(ServiceProcess service) =>
        [.. service.Output.SkipWhile(line => !line.EndsWith("/openapi.json", StringComparison.Ordinal)).Skip(1)];

    /// <summary>Without what a host says of itself.</summary>
    private static string[] Requests(ServiceProcess service, string form) =>
        [.. Entries(service).Where(line => form == "json" ? CategoryOf(line) == "Requests" : line.Contains(" info Requests: ", StringComparison.Ordinal))];

    private static string? CategoryOf(string line) => JsonDocument.Parse(line).RootElement.GetProperty("Category").GetString();

    [GeneratedRegex(@"\A\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}Z\z")]
    private static partial Regex Moment();

    [GeneratedRegex(@"\A\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}Z (info|warn|fail) [A-Za-z.]+: .")]
    private static partial Regex PlainEntry();
}
