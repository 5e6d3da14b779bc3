namespace Periods.Gateway.Validation;

/// <summary>
/// The inputs of one request. Every reader hands back a value, or refuses what the client sent and hands back a default; so read
/// everything, ask <see cref="IsValid"/> once, and answer with <see cref="WriteProblems(HttpContext)"/> when it is false.
/// </summary>
/// <remarks>
/// The 422 is FastAPI's on pydantic 2.13 (contract, section c): all problems at once, in the order path, query, header, cookie, body, and
/// within each in the order of the calls. Malformed JSON is the exception: as in FastAPI, nothing else is reported beside it.
/// Values read stay good after disposal; <see cref="BodyBytes"/> and problems do not.
/// </remarks>
public sealed partial class Input : IDisposable
{
    private readonly HttpContext _http;
    private readonly RequestBody? _body;
    private readonly List<Problem> _problems = [];

    private Input(HttpContext http, RequestBody? body)
    {
        _http = http;
        _body = body;
        if (body?.Problem is { } problem) _problems.Add(problem);
    }

    public bool IsValid => _problems.Count == 0;

    /// <summary>The fields of the body. A body that is no object has been refused already, and its fields read as defaults.</summary>
    public Fields Body => _body is null
        ? throw new InvalidOperationException("This operation reads no body; use Input.WithBody.")
        : _body.Value.FieldsOf(this, Location.Body);

    /// <summary>The body as it came, for the idempotency fingerprint.</summary>
    public ReadOnlyMemory<byte> BodyBytes => _body?.Bytes ?? ReadOnlyMemory<byte>.Empty;

    /// <summary>For operations without a body: if the client sends one, it is not read.</summary>
    public static Input WithoutBody(HttpContext http) => new(http, null);

    /// <summary>Takes the whole body. There is no input when it could not be taken; then the failure says which answer is due.</summary>
    public static async ValueTask<(Input? Input, BodyFailure Failure)> WithBody(HttpContext http, int bytesMax)
    {
        var (body, failure) = await RequestBody.Read(http, bytesMax);
        return (body is null ? null : new Input(http, body), failure);
    }

    /// <summary>One problem, found where no input is at hand.</summary>
    public static Task WriteProblems(HttpContext http, Problem problem) => ProblemsResponse.Write(http, [problem]);

    /// <summary>Adds a problem that no reader finds, such as a bound that depends on today.</summary>
    public void Refuse(Problem problem) => _problems.Add(problem);

    /// <summary>Answers 422 with everything refused so far.</summary>
    public Task WriteProblems(HttpContext http)
    {
        var alone = _problems.Find(problem => problem.Fault.Type == RequestBody.Malformed);
        return ProblemsResponse.Write(http, alone is null ? _problems.OrderBy(problem => problem.At.Rank) : [alone]);
    }

    public void Dispose() => _body?.Dispose();
}
