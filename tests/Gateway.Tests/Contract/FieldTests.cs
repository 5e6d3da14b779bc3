using System.Text;
using Periods.Gateway.Tests.Running;

namespace Periods.Gateway.Tests.Contract;

/// <summary>One wrong value of each family, on each field that has it (contract §c; the families themselves are held in Validation/).</summary>
public sealed class FieldTests(TestService service) : IClassFixture<TestService>
{
    private const string Users = "POST /api/v1/businesses/users";
    private const string Tokens = "POST /api/v1/tokens";
    private const string Businesses = "POST /api/v1/businesses";
    private const string Periods = "POST /api/v1/accounting-periods";
    private const string Close = Periods + "/close";
    private const string Lock = Periods + "/{period_id}/lock";
    private const string BulkLock = Periods + "/bulk-lock";
    private const string Reopen = Periods + "/{period_id}/reopen";
    private const string SignOffs = Periods + "/{period_id}/sign-offs";
    private const string Acks = "PUT /api/v1/accounting-periods/{period_id}/checklist-acks/{step_id}";
    private const string Inputs = "PUT /api/v1/accounting-periods/{period_id}/close-inputs";
    private const string Entries = "POST /api/v1/journal-entries";
    private const string Checks = "POST /api/v1/posting-checks";
    private const string Zenskar = "POST /accounting_new/periods/close";

    private const string Validate = "POST /accounting_new/periods/validate-close";
    private const string Policy = "PUT /api/v1/businesses/policy";

    private const string NotADate = "\"type\":\"date_type\",\"msg\":\"Input should be a valid date\"";
    private const string NotAString = "\"type\":\"string_type\",\"msg\":\"Input should be a valid string\"";
    private const string Inexact = "\"type\":\"date_from_datetime_inexact\",\"msg\":\"Datetimes provided to dates should have zero time - e.g. be exact dates\"";
    private const string NotAFlag = "\"type\":\"bool_type\",\"msg\":\"Input should be a valid boolean\"";
    private const string Unclear = "\"type\":\"bool_parsing\",\"msg\":\"Input should be a valid boolean, unable to interpret input\"";
    private const string NotAnInt = "\"type\":\"int_parsing\",\"msg\":\"Input should be a valid integer, unable to parse string as an integer\"";
    private const string NotAList = "\"type\":\"list_type\",\"msg\":\"Input should be a valid list\"";
    private const string NotAUuid = "\"type\":\"uuid_type\",\"msg\":\"UUID input should be a string, bytes or UUID object\"";

    private const string NoZone = "\"type\":\"value_error\",\"msg\":\"Value error, Unknown IANA time zone\",\"ctx\":{\"error\":{}}";

    /// <summary>Operation, field, the value sent for it as JSON, and type, msg and ctx of its problem.</summary>
    public static TheoryData<string, string, string, string> WrongValues => new()
    {
        { Periods, "period_start", "null", NotADate },
        { Periods, "period_start", "20260131", NotADate },
        { Periods, "period_end", "\"2026-02-30\"", Date("day value is outside expected range") },
        { Periods, "period_end", "\"2026-13-01\"", Date("month value is outside expected range of 1-12") },
        { Periods, "period_end", "\"2026/01/31\"", Date("invalid date separator, expected `-`") },
        { Periods, "period_end", "\"x\"", Date("input is too short") },
        { Periods, "period_end", "\"31-01-2026\"", Date("invalid character in year") },
        { Periods, "period_end", "\"2026-01-31x\"", Date("invalid datetime separator, expected `T`, `t`, `_` or space") },
        { Periods, "period_end", "\"0000-01-01\"", "\"type\":\"date_parsing\",\"msg\":\"Input should be a valid date in the format YYYY-MM-DD, year 0 is out of range\",\"ctx\":{\"error\":\"year 0 is out of range\"}" },
        { Close, "period_end", "[]", NotADate },
        { Close, "period_end", "\"2026-01-31T12:00:00Z\"", Inexact },
        { Close, "period_end", "\"20260131\"", Inexact },
        { Close, "lock_reason", "5", NotAString },
        { Close, "lock_reason", Long(2_000), TooLong(2_000) },
        { Close, "force", "null", NotAFlag },
        { Close, "force", "2", Unclear },
        { Policy, "required_roles", "{}", "\"type\":\"list_type\",\"msg\":\"Input should be a valid list\"" },
        { Policy, "required_steps", "\"cash_review\"", "\"type\":\"list_type\",\"msg\":\"Input should be a valid list\"" },
        { Policy, "sequential_close", "null", NotAFlag },
        { Policy, "allow_future_end_dates", "\"maybe\"", Unclear },
        { Policy, "segregation_of_duties", "[]", NotAFlag },
        { Policy, "strict_score", "3", Unclear },
        { Policy, "drop_stale", "{}", NotAFlag },
        { Policy, "min_score", "[]", "\"type\":\"float_type\",\"msg\":\"Input should be a valid number\"" },
        { Policy, "min_score", "true", "\"type\":\"float_type\",\"msg\":\"Input should be a valid number\"" },
        { Policy, "min_score", "\"high\"", "\"type\":\"float_parsing\",\"msg\":\"Input should be a valid number, unable to parse string as a number\"" },
        { Policy, "min_score", "\"nan\"", "\"type\":\"finite_number\",\"msg\":\"Input should be a finite number\"" },
        { Policy, "min_score", "100.1", Bound("less_than_equal", "less", "le", 100) },
        { Policy, "min_score", "-0.1", Bound("greater_than_equal", "greater", "ge", 0) },
        { Lock, "lock_reason", "{}", NotAString },
        { Lock, "lock_reason", Long(2_000), TooLong(2_000) },
        { BulkLock, "period_ids", "null", "\"type\":\"list_type\",\"msg\":\"Input should be a valid list\"" },
        { BulkLock, "period_ids", "[]", "\"type\":\"too_short\",\"msg\":\"List should have at least 1 item after validation, not 0\",\"ctx\":{\"field_type\":\"List\",\"min_length\":1,\"actual_length\":0}" },
        { BulkLock, "lock_reason", Long(2_000), TooLong(2_000) },
        { Reopen, "reopen_reason", "null", NotAString },
        { Reopen, "reopen_reason", "\"\"", TooShort(1) },
        { Reopen, "reopen_reason", "\" \\n\\t\"", "\"type\":\"value_error\",\"msg\":\"Value error, A reason is more than blanks\",\"ctx\":{\"error\":{}}" },
        { Reopen, "reopen_reason", Long(2_000), TooLong(2_000) },
        { SignOffs, "role", "\"owner\"", Enum("'preparer', 'reviewer', 'controller' or 'partner'") },
        { SignOffs, "role", "null", Enum("'preparer', 'reviewer', 'controller' or 'partner'") },
        { SignOffs, "role", "3", Enum("'preparer', 'reviewer', 'controller' or 'partner'") },
        { SignOffs, "role", "\"Preparer\"", Enum("'preparer', 'reviewer', 'controller' or 'partner'") },
        { SignOffs, "notes", "true", NotAString },
        { SignOffs, "notes", Long(2_000), TooLong(2_000) },
        { Acks, "notes", "[1]", NotAString },
        { Acks, "notes", Long(2_000), TooLong(2_000) },
        { Inputs, "transaction_count", "\"abc\"", NotAnInt },
        { Inputs, "transaction_count", "-1", Bound("greater_than_equal", "greater", "ge", 0) },
        { Inputs, "unreviewed_count", "1000000000001", Bound("less_than_equal", "less", "le", 1_000_000_000_000) },
        { Inputs, "uncategorized_count", "1.5", "\"type\":\"int_from_float\",\"msg\":\"Input should be a valid integer, got a number with a fractional part\"" },
        { Inputs, "uncategorized_count", "[]", "\"type\":\"int_type\",\"msg\":\"Input should be a valid integer\"" },
        { Inputs, "reconciliations", "4", "\"type\":\"model_attributes_type\",\"msg\":\"Input should be a valid dictionary or object to extract fields from\"" },
        { Inputs, "anomalies", "[]", "\"type\":\"model_attributes_type\",\"msg\":\"Input should be a valid dictionary or object to extract fields from\"" },
        { Users, "id", "7", NotAUuid },
        { Users, "email", "\"nobody\"", NoAddress("An email address must have an @-sign.") },
        { Users, "id", "\"00000000-0000-0000-0000-000000000000\"", "\"type\":\"value_error\",\"msg\":\"Value error, The nil UUID names no user\",\"ctx\":{\"error\":{}}" },
        { Users, "email", "\"@acme\"", NoAddress("There must be something before the @-sign.") },
        { Users, "email", "\"ann@\"", NoAddress("There must be something after the @-sign.") },
        { Users, "email", "\"an n@acme\"", NoAddress("The email address contains invalid characters before the @-sign.") },
        { Users, "email", "\"a@b\\r\\nBcc: x\"", NoAddress("The part after the @-sign contains invalid characters.") },
        { Users, "email", "\"a\\u0007nn@acme\"", NoAddress("The email address contains invalid characters before the @-sign.") },
        { Users, "email", "\"ann@acme@b\"", NoAddress("The part after the @-sign contains invalid characters.") },
        { Users, "email", "\"ann@\u202eacme\"", NoAddress("The part after the @-sign contains invalid characters.") },
        { Users, "email", "\"a\"", TooShort(3) },
        { Users, "email", Long(254), TooLong(254) },
        { Users, "first_name", "\"\"", TooShort(1) },
        { Users, "last_name", Long(255), TooLong(255) },
        { Users, "role", "\"partner\"", Enum("'owner', 'admin', 'member' or 'viewer'") },
        { Tokens, "user_id", "\"abc\"", "\"type\":\"uuid_parsing\",\"msg\":\"Input should be a valid UUID, invalid length: expected length 32 for simple format, found 3\",\"ctx\":{\"error\":\"invalid length: expected length 32 for simple format, found 3\"}" },
        { Tokens, "name", "\"\"", TooShort(1) },
        { Tokens, "description", Long(2_000), TooLong(2_000) },
        { Tokens, "expires_in_days", "0", Bound("greater_than_equal", "greater", "ge", 1) },
        { Tokens, "expires_in_days", "366", Bound("less_than_equal", "less", "le", 365) },
        { Businesses, "name", "\"\"", TooShort(1) },
        { Businesses, "name", Long(255), TooLong(255) },
        { Businesses, "id", "{}", NotAUuid },
        { Businesses, "id", "\"00000000-0000-0000-0000-000000000000\"", "\"type\":\"value_error\",\"msg\":\"Value error, The nil UUID names no business\",\"ctx\":{\"error\":{}}" },
        { Businesses, "time_zone", "\"Mars/Olympus\"", NoZone },
        { Businesses, "time_zone", "\"utc\"", NoZone },
        { Businesses, "time_zone", "\"localtime\"", NoZone },
        { Businesses, "time_zone", "\"Europe//Berlin\"", NoZone },
        { Businesses, "time_zone", "\"Europe/../UTC\"", NoZone },
        { Businesses, "time_zone", "\"posixrules\"", NoZone },
        { Businesses, "time_zone", "\"Factory\"", NoZone },
        { Businesses, "time_zone", "\"posix/Europe/Berlin\"", NoZone },
        { Businesses, "time_zone", "\"right/Europe/Berlin\"", NoZone },
        { Entries, "id", "7", NotAUuid },
        { Entries, "id", "\"00000000-0000-0000-0000-000000000000\"", "\"type\":\"value_error\",\"msg\":\"Value error, The nil UUID names no journal entry\",\"ctx\":{\"error\":{}}" },
        { Entries, "description", "\"\"", TooShort(1) },
        { Entries, "description", Long(2_000), TooLong(2_000) },
        { Entries, "datetime", "1767225600", "\"type\":\"datetime_type\",\"msg\":\"Input should be a valid datetime\"" },
        { Entries, "datetime", "\"2026-02-30\"", "\"type\":\"datetime_from_date_parsing\",\"msg\":\"Input should be a valid datetime or date, day value is outside expected range\",\"ctx\":{\"error\":\"day value is outside expected range\"}" },
        { Entries, "datetime", "\"0000-01-01T00:00:00Z\"", "\"type\":\"datetime_parsing\",\"msg\":\"Input should be a valid datetime, year 0 is out of range\",\"ctx\":{\"error\":\"year 0 is out of range\"}" },
        { Entries, "line_entries", "{}", NotAList },
        { Entries, "line_entries", "[]", "\"type\":\"too_short\",\"msg\":\"List should have at least 2 items after validation, not 0\",\"ctx\":{\"field_type\":\"List\",\"min_length\":2,\"actual_length\":0}" },
        { Entries, "line_entries", $"[{string.Join(',', Enumerable.Repeat("0", 201))}]", "\"type\":\"too_long\",\"msg\":\"List should have at most 200 items after validation, not 201\",\"ctx\":{\"field_type\":\"List\",\"max_length\":200,\"actual_length\":201}" },
        { Checks, "dates", "null", NotAList },
        { Checks, "dates", "[]", "\"type\":\"too_short\",\"msg\":\"List should have at least 1 item after validation, not 0\",\"ctx\":{\"field_type\":\"List\",\"min_length\":1,\"actual_length\":0}" },
        { Checks, "dates", $"[{string.Join(',', Enumerable.Repeat("0", 1_001))}]", "\"type\":\"too_long\",\"msg\":\"List should have at most 1000 items after validation, not 1001\",\"ctx\":{\"field_type\":\"List\",\"max_length\":1000,\"actual_length\":1001}" },
        { Zenskar, "end_date", "\"2026-1-5\"", Date("input is too short") },
        { Zenskar, "end_date", "false", NotADate },
        { Validate, "end_date", "0", NotADate },
        { Zenskar, "period_name", "1", NotAString },
        { Zenskar, "period_name", Long(255), TooLong(255) },
    };

    public static TheoryData<string, string> Required => new()
    {
        { Periods, "period_start" }, { Periods, "period_end" }, { Close, "period_end" }, { BulkLock, "period_ids" }, { Reopen, "reopen_reason" }, { SignOffs, "role" },
        { Users, "email" }, { Users, "first_name" }, { Users, "last_name" }, { Users, "role" }, { Tokens, "name" }, { Businesses, "name" }, { Zenskar, "end_date" }, { Validate, "end_date" },
        { Entries, "description" }, { Entries, "datetime" }, { Entries, "line_entries" }, { Checks, "dates" },
    };

    [Theory]
    [MemberData(nameof(WrongValues))]
    public async Task A_wrong_value_is_named_with_its_field_and_echoed(string operation, string field, string value, string problem)
    {
        var (sending, body) = (Of(operation), With(Of(operation).Body!, field, value));
        // In the table type and msg stand side by side; on the wire loc comes between them, and ctx after input.
        var parts = problem.Split(",\"msg\":");
        var ctx = parts[1].IndexOf(",\"ctx\":", StringComparison.Ordinal) is var at and >= 0 ? at : parts[1].Length;
        await Refused(sending, body, $$"""{{{parts[0]}},"loc":["body","{{field}}"],"msg":{{parts[1][..ctx]}},"input":{{value}}{{parts[1][ctx..]}}}""");
    }

    [Theory]
    [MemberData(nameof(Required))]
    public async Task A_missing_field_is_named_and_the_whole_body_echoed(string operation, string field)
    {
        var body = With(Of(operation).Body!, field, null);
        await Refused(Of(operation), body, $$"""{"type":"missing","loc":["body","{{field}}"],"msg":"Field required","input":{{body}}}""");
    }

    [Fact]
    public async Task Parts_of_an_object_are_named_by_their_path()
    {
        await Refused(
            Of(Inputs),
            """{"reconciliations":{"required":-1},"anomalies":{"high":"x"}}""",
            """
            {"type":"greater_than_equal","loc":["body","reconciliations","required"],"msg":"Input should be greater than or equal to 0","input":-1,"ctx":{"ge":0}},
            {"type":"missing","loc":["body","reconciliations","completed"],"msg":"Field required","input":{"required":-1}},
            {"type":"int_parsing","loc":["body","anomalies","high"],"msg":"Input should be a valid integer, unable to parse string as an integer","input":"x"}
            """);
    }

    [Fact]
    public async Task Lines_and_dates_are_named_by_their_index()
    {
        await Refused(
            Of(Entries),
            """{"description":"x","datetime":"2026-01-31","line_entries":[{"ledger_id":"","amount":0,"debit_credit":"Debit"},7,{"amount":1000000000000001,"debit_credit":null,"description":1}]}""",
            """
            {"type":"string_too_short","loc":["body","line_entries",0,"ledger_id"],"msg":"String should have at least 1 character","input":"","ctx":{"min_length":1}
            },
            {"type":"greater_than_equal","loc":["body","line_entries",0,"amount"],"msg":"Input should be greater than or equal to 1","input":0,"ctx":{"ge":1}
            },
            {"type":"enum","loc":["body","line_entries",0,"debit_credit"],"msg":"Input should be 'debit' or 'credit'","input":"Debit","ctx":{"expected":"'debit' or 'credit'"}
            },
            {"type":"model_attributes_type","loc":["body","line_entries",1],"msg":"Input should be a valid dictionary or object to extract fields from","input":7},
            {"type":"missing","loc":["body","line_entries",2,"ledger_id"],"msg":"Field required","input":{"amount":1000000000000001,"debit_credit":null,"description":1}
            },
            {"type":"less_than_equal","loc":["body","line_entries",2,"amount"],"msg":"Input should be less than or equal to 1000000000000000","input":1000000000000001,"ctx":{"le":1000000000000000}
            },
            {"type":"enum","loc":["body","line_entries",2,"debit_credit"],"msg":"Input should be 'debit' or 'credit'","input":null,"ctx":{"expected":"'debit' or 'credit'"}
            },
            {"type":"string_type","loc":["body","line_entries",2,"description"],"msg":"Input should be a valid string","input":1}
            """);
        await Refused(
            Of(Checks), """{"dates":["2026-01-31","x",5]}""",
            """
            {"type":"date_from_datetime_parsing","loc":["body","dates",1],"msg":"Input should be a valid date or datetime, input is too short","input":"x","ctx":{"error":"input is too short"}
            },
            {"type":"date_type","loc":["body","dates",2],"msg":"Input should be a valid date","input":5}
            """);
    }

    [Fact]
    public async Task Of_the_operator_a_token_asks_for_its_user()
    {
        var company = await service.NewCompany();
        (await company.Operator.Post("/api/v1/tokens", """{"name":"t"}"""))
            .IsProblem("""{"type":"missing","loc":["body","user_id"],"msg":"Field required","input":{"name":"t"}}""");
    }

    [Fact]
    public async Task Midnights_and_any_spelling_of_a_uuid_are_taken_and_unknown_fields_ignored()
    {
        var company = await service.NewCompany();
        var braces = company.Admin.Client.With("x-business-id", $"{{{company.Id.ToString().ToUpperInvariant()}}}");
        var period = (await braces.Post(PeriodCalls.Periods, """{"period_start":"2026-01-01T00:00:00","period_end":"2026-01-31T00:00:00Z","colour":1}""")).Ok().Id;
        (await company.Viewer.Client.Get($"{PeriodCalls.Periods}/urn:uuid:{period}")).Ok();
    }

    private static Operation Of(string name) => Operations.All.Single(o => $"{o}" == name);

    private static string Date(string error) =>
        $$$"""
        "type":"date_from_datetime_parsing","msg":"Input should be a valid date or datetime, {{{error}}}","ctx":{"error":"{{{error}}}"}
        """;

    private static string Enum(string expected) => $$$"""
        "type":"enum","msg":"Input should be {{{expected}}}","ctx":{"expected":"{{{expected}}}"}
        """;

    private static string Bound(string type, string word, string name, long bound) => $$$"""
        "type":"{{{type}}}","msg":"Input should be {{{word}}} than or equal to {{{bound}}}","ctx":{"{{{name}}}":{{{bound}}}}
        """;

    private static string TooLong(int most) => $$$"""
        "type":"string_too_long","msg":"String should have at most {{{most}}} characters","ctx":{"max_length":{{{most}}}}
        """;

    private static string TooShort(int least) => $$$"""
        "type":"string_too_short","msg":"String should have at least {{{least}}} character{{{(least == 1 ? "" : "s")}}}","ctx":{"min_length":{{{least}}}}
        """;

    private static string NoAddress(string reason) =>
        $$"""
        "type":"value_error","msg":"value is not a valid email address: {{reason}}","ctx":{"reason":"{{reason}}"}
        """;

    private static string Long(int most) => $"\"{new string('é', most + 1)}\"";

    /// <summary>The body with one field set, or without it.</summary>
    private static string With(string body, string field, string? value)
    {
        var fields = System.Text.Json.JsonDocument.Parse(body).RootElement.EnumerateObject().Where(f => f.Name != field).Select(f => $"\"{f.Name}\":{f.Value.GetRawText()}");
        return $"{{{string.Join(',', value is null ? fields : fields.Append($"\"{field}\":{value}"))}}}";
    }

    private async Task Refused(Operation operation, string body, string problems)
    {
        var company = await service.NewCompany();
        (await operation.ByAllowed(company).Send(operation.Method, operation.Path($"{Guid.NewGuid()}"), Encoding.UTF8.GetBytes(body))).IsProblem(problems);
    }
}
