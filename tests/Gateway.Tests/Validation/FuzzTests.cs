using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using System.Text.Unicode;
using Periods.Gateway.Validation;

namespace Periods.Gateway.Tests.Validation;

public partial class FuzzTests
{
    private const int Rounds = 4000;
    private const int MutationsMax = 4;

    // Fixed, so that a red test stays red; the message names the round to start a debugger on.
    private const int Seed = 20261120;

    private static readonly string[] Documents =
    [
        """{"day":"2026-01-31","notes":"closed by \"é😀\"","count":12,"force":true,"id":"123e4567-e89b-12d3-a456-426614174000"}""",
        """{"ids":["123e4567-e89b-12d3-a456-426614174000","urn:uuid:x"],"nested":{"count":-1.5e3,"notes":null},"day":"2026-01-31T00:00:00Z"}""",
        """ { "notes" : "\ud83d\ude00\u0000\n" , "notes" : [ [ ] , { } ] , "count" : "1_000" , "force" : "off" } """,
        """{"list":[{"notes":"日本"},{"count":0},[],null,false],"day":20260131}""",
        """["not","an","object",{"a":[1,2,3]}]""",
    ];

    private static readonly string[] Fragments =
    [
        "{", "}", "[", "]", ",", ":", "\"", "\\", "\\u", "\\ud800", "\\u0000", "\\x", "NaN", "-Infinity", "null", "1e400", "01", ".", "-", "\n",
        "\0", "\u007f", "é", "😀", " ", "\uFEFF", "{\"notes\":", "\"\":", "//",
    ];

    private static readonly Choices<bool> Words = new(("off", false), ("on", true));

    [Fact]
    public async Task Whatever_is_sent_gets_the_verdict_of_the_JSON_parser_and_an_answer_that_is_JSON()
    {
        var random = new Random(Seed);
        for (var round = 0; round < Rounds; round++)
        {
            var body = Mutate(random);
            var failed = await Record.ExceptionAsync(() => Judge(body));
            Assert.True(
                failed is null,
                string.Create(CultureInfo.InvariantCulture, $"Seed {Seed}, round {round}, body {Convert.ToBase64String(body)}: {failed}"));
        }
    }

    private static async Task Judge(byte[] body)
    {
        var http = Sending.Request(body);
        var (input, failure) = await Sending.Take(http, Sending.BytesMax);
        Assert.Equal(Utf8.IsValid(body) ? BodyFailure.None : BodyFailure.Undecodable, failure);
        if (input is null) return;

        using (input)
        {
            ReadEverything(input.Body);
            var detail = await Sending.DetailOf(input, http);
            using var answer = JsonDocument.Parse($"[{detail}]");
            var isMalformed = false;
            foreach (var problem in answer.RootElement.EnumerateArray())
            {
                AssertShape(problem);
                isMalformed |= problem.GetProperty("type").GetString() == "json_invalid";
            }

            // An empty body is missing, not malformed; a byte order mark is skipped, which the JSON parser leaves to its caller.
            var text = Encoding.UTF8.GetString(body);
            if (text.Length > 0) Assert.Equal(IsJson(text.StartsWith('\uFEFF') ? text[1..] : text), !isMalformed);
        }
    }

    private static void AssertShape(JsonElement problem)
    {
        var names = problem.EnumerateObject().Select(property => property.Name).ToList();
        Assert.Equal(names.Count == 5 ? ["type", "loc", "msg", "input", "ctx"] : ["type", "loc", "msg", "input"], names);
        Assert.NotEmpty(problem.GetProperty("msg").GetString()!);
        AssertReadable(problem);
    }

    // GetString throws on anything that is not Unicode, which a client's parser may do as well.
    private static void AssertReadable(JsonElement value)
    {
        if (value.ValueKind == JsonValueKind.String) value.GetString();
        if (value.ValueKind == JsonValueKind.Array) Assert.All(value.EnumerateArray(), AssertReadable);
        if (value.ValueKind == JsonValueKind.Object) Assert.All(value.EnumerateObject(), property => AssertReadable(property.Value));
    }

    private static void ReadEverything(Fields fields)
    {
        fields.Date("day");
        fields.OptionalText("notes", 20);
        fields.Integer("count", 0, 100);
        fields.Flag("force", false);
        fields.Choice("force", Words);
        fields.Uuid("id");
        fields.Uuids("ids", 1, 2);
        fields.GivenWords("notes", 1, 2, 3, Word());
        fields.GivenObject("nested").Value.Integer("count", 0, 1);
        fields.Objects("list", 1, 9, item => item.OptionalText("notes", 1));
    }

    [GeneratedRegex("^[a-z]+$")]
    private static partial Regex Word();

    private static bool IsJson(string text)
    {
        try
        {
            using var document = JsonDocument.Parse(text);
            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    private static byte[] Mutate(Random random)
    {
        var body = Encoding.UTF8.GetBytes(Documents[random.Next(Documents.Length)]).ToList();
        for (var mutations = random.Next(MutationsMax + 1); mutations > 0; mutations--)
        {
            var at = random.Next(body.Count + 1);
            var length = random.Next(Math.Min(8, body.Count - at) + 1);
            switch (random.Next(5))
            {
                case 0:
                    body.RemoveRange(at, length);
                    break;
                case 1:
                    body.InsertRange(at, Encoding.UTF8.GetBytes(Fragments[random.Next(Fragments.Length)]));
                    break;
                case 2:
                    body.InsertRange(at, body.GetRange(at, length));
                    break;
                case 3:
                    body.RemoveRange(at, body.Count - at);
                    break;
                default:
                    if (at < body.Count) body[at] = (byte)random.Next(random.Next(8) == 0 ? 256 : 128);
                    break;
            }
        }

        return [.. body];
    }
}
