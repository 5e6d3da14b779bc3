namespace Periods.Gateway.Validation;

/// <summary>
/// The inputs of one request. Every reader hands back a value, or refuses what the client sent and hands back a default; so read
/// everything, ask <see cref="IsValid"/> once, and answer with <see cref="WriteProblems"/> when it is false.
/// </summary>
/// <remarks>
/// The 422 is FastAPI's on pydantic 2.13 (contract, section c): all problems at once, in the order path, query, header, body (no operation reads a cookie), and
/// within each in the order of the calls. Malformed JSON is the exception: as in FastAPI, nothing else is reported beside it.
/// Values read stay good after disposal; <see cref="BodyBytes"/> and problems do not.
/// </remarks>
public sealed partial class Input : IDisposable
{
    private readonly HttpContext _http;
    private RequestBody? _body;
    private List<Problem>? _problems;

    public Input(HttpContext http) => _http = http;

    public bool IsValid => _problems is null;

    /// <summary>How many problems there are so far.</summary>
    internal int Refused => _problems?.Count ?? 0;

    /// <summary>The fields of the body. A body that is no object has been refused already, and its fields read as defaults.</summary>
    public Fields Body => _body is null
        ? throw new InvalidOperationException("This operation reads no body; call ReadBody first.")
        : _body.Value.FieldsOf(this, Location.Body);

    /// <summary>The body as it came, for the idempotency fingerprint.</summary>
    public ReadOnlyMemory<byte> BodyBytes => _body?.Bytes ?? ReadOnlyMemory<byte>.Empty;

    /// <summary>Takes the whole body, for an operation that has one. When it cannot be taken, the failure says which answer is due.</summary>
    /// <param name="isOptional">Whether none at all, or <c>null</c>, reads as an object without fields.</param>
    public async ValueTask<BodyFailure> ReadBody(int bytesMax, bool isOptional = false)
    {
        (_body, var failure) = await RequestBody.Read(_http, bytesMax, isOptional);
        if (_body?.Problem is { } problem) Refuse(problem);
        return failure;
    }

    /// <summary>Adds a problem that no reader finds, such as a bound that depends on today.</summary>
    public void Refuse(Problem problem) => (_problems ??= []).Add(problem);

    /// <summary>Answers 422 with everything refused so far.</summary>
    public Task WriteProblems(HttpContext http)
    {
        var problems = _problems ?? throw new InvalidOperationException("Nothing was refused.");
        var alone = problems.Find(problem => problem.Fault.Type == RequestBody.Malformed);
        return ProblemsResponse.Write(http, alone is null ? problems.OrderBy(problem => problem.At.Rank) : [alone]);
    }

    public void Dispose() => _body?.Dispose();
}
