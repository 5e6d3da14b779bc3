using System.Text.Json.Serialization.Metadata;
using Periods.Access;
using Periods.Audit;
using Periods.Businesses;
using Periods.Closing;
using Periods.Gateway.Access;
using Periods.Gateway.Audit;
using Periods.Gateway.Posting;
using Periods.Gateway.Validation;
using Periods.Posting;
using Periods.Scoring;

namespace Periods.Gateway.Api;

/// <summary>One authenticated call of an operation: what it was given, the grains it may ask, and the ways to answer it.</summary>
internal sealed class Call(HttpContext http, IGrains grains, Identity identity, Input input, Guid businessId, Operation operation, Origins origins)
{
    public HttpContext Http => http;

    public Identity Identity => identity;

    public Input Input => input;

    public Fields Body => input.Body;

    public Guid BusinessId => businessId;

    /// <summary>What the caller is known by.</summary>
    public string Credential => operation.Dialect.Credential(http.Request).ToString();

    /// <summary>Who sends a command. Reading it reads the headers Idempotency-Key and x-user-email, too.</summary>
    public Caller Caller
    {
        get
        {
            var key = CommandKeys.Read(http, input);
            StatedEmail.Check(http.Request, input);
            return Sender with { Key = key };
        }
    }

    /// <summary>Who sends it, with or without a key.</summary>
    public Caller Sender => new(businessId, identity.User?.Id ?? Guid.Empty, Key: null, origins.Of(http, identity));

    /// <summary>What the call was refused for by a rule; null as long as it was not.</summary>
    public RefusalCode? Refused { get; private set; }

    /// <summary>The caller's share; null for the operator, who has none.</summary>
    public TenantShares.Tenant? Place { get; set; }

    /// <summary>What the answer is when it stays open for as long as the client likes: sent once the call has left its place, for streams have a limit of their own.</summary>
    public Func<Task>? Stream { get; set; }

    public IAuditGrain Audit => grains.Audit(businessId);

    /// <summary>What the period that a command changes must be like. Reading it reads the If-Match header.</summary>
    public Expectation? Expected => PeriodTags.ReadExpectation(input);

    public IBusinessGrain Business => grains.Business(businessId);

    public IBusinessGrain BusinessOf(Guid id) => grains.Business(id);

    public IPostingGrain Posting => grains.Posting(businessId);

    public IUsersGrain Users => grains.Users(businessId);

    public IPeriodGrain Period(Guid periodId) => grains.Period(businessId, periodId);

    public ICloseScoreGrain CloseScore(Guid periodId) => grains.CloseScore(businessId, periodId);

    /// <summary>
    /// Asks about users of the business; refused when that is not there, or when it cannot be found out. A user of it need not ask; a business, once created, stays: asking
    /// first and acting then leaves no gap.
    /// </summary>
    public async ValueTask<Outcome<TReply>> AskUsers<TReply>(Func<IUsersGrain, ValueTask<Outcome<TReply>>> ask)
        where TReply : class =>
        identity.IsOperator && (await Business.Get()).Refusal is { } missing ? missing : await ask(Users);

    /// <summary>
    /// Read everything the request gave, ask a grain, answer. The grain is not asked when anything read was wrong: then all of it is answered at once.
    /// </summary>
    public async Task Handle<TRequest, TReply>(
        Func<Call, TRequest> read, Func<Call, TRequest, ValueTask<Outcome<TReply>>> ask, Func<Call, TReply, Task> answer)
        where TReply : class
    {
        var request = read(this);
        if (!input.IsValid)
        {
            await input.WriteProblems(http);
            return;
        }
        var outcome = await ask(this, request);
        await (outcome.Refusal is { } refusal ? Refuse(refusal) : answer(this, outcome.Value!));
    }

    /// <summary>The same, for an answer that is one body.</summary>
    public Task Handle<TRequest, TReply, TBody>(
        Func<Call, TRequest> read,
        Func<Call, TRequest, ValueTask<Outcome<TReply>>> ask,
        int status,
        Func<TReply, TBody> body,
        JsonTypeInfo<TBody> json)
        where TReply : class =>
        Handle(read, ask, (_, reply) => Answer(status, body(reply), json));

    /// <summary>The same, for a read of what has an entity tag: 304 when the client has it already.</summary>
    /// <param name="tag">The tag of the period that the answer rests on.</param>
    public Task HandleTagged<TRequest, TReply>(
        Func<Call, TRequest> read, Func<Call, TRequest, ValueTask<Outcome<TReply>>> ask, Func<TReply, string?> tag, Func<Call, TReply, Task> answer)
        where TReply : class =>
        input.HeaderEntityTags("if-none-match") is { } known
            ? Handle(read, ask, (call, reply) => known.Have(PeriodTags.Of(tag(reply)!, http.Request)) ? call.AnswerNotModified(tag(reply)) : answer(call, reply))
            : Handle(read, ask, answer);

    public Task Answer<TBody>(int status, TBody body, JsonTypeInfo<TBody> json) => Answer(status, Answers.Render(body, json));

    /// <param name="json">A body that is rendered already.</param>
    public Task Answer(int status, ReadOnlySpan<byte> json)
    {
        if (json.Length > Limits.LargeAnswerBytes && Place?.TrySend(http.Response, json.Length, isDone: operation.IsCommand) == false) return Answers.Write(http, Error.TooManyRequests);
        return Answers.Write(http, status, Envelope.IsPreferred(http.Request) ? Envelope.Around(http.Response, status, json) : json);
    }

    /// <summary>Tells the entity tag of the period that the answer is about; none of what was kept before there were any.</summary>
    public void Tag(string? tag)
    {
        if (tag is not null) http.Response.Headers.ETag = $"\"{PeriodTags.Of(tag, http.Request)}\"";
    }

    private Task AnswerNotModified(string? tag)
    {
        Tag(tag);
        // RFC 9110 §15.4.5: as the 200 would.
        http.Response.Headers.CacheControl = Answers.CacheControl;
        http.Response.StatusCode = StatusCodes.Status304NotModified;
        return Task.CompletedTask;
    }

    /// <summary>204; in an envelope, which has a body, 200.</summary>
    public Task AnswerNothing()
    {
        if (Envelope.IsPreferred(http.Request)) return Answer(StatusCodes.Status200OK, "null"u8);
        http.Response.StatusCode = StatusCodes.Status204NoContent;
        return Task.CompletedTask;
    }

    /// <summary>A refusal as the table has it; those about a value the client sent are problems in the shape of all others.</summary>
    public Task Refuse(Refusal refusal)
    {
        Refused = refusal.Code;
        switch (refusal.Code)
        {
            case RefusalCode.IdempotencyKeyReused:
                input.Refuse(CommandKeys.Reused(http));
                return input.WriteProblems(http);
            case RefusalCode.EndDateInFuture:
                Body.Refuse(operation.Dialect.EndDateField, Faults.LessThanOrEqual(refusal.Bound!.Value));
                return input.WriteProblems(http);
            case var code when refusal.BlockedBy is { } block:
                return Answers.WriteError(http, Refusals.Of(code).Status, Answers.Render(PostingErrorBody.Of(Refusals.Of(code), block), WireJson.Default.PostingErrorBody));
            default:
                return Answers.Write(http, Refusals.Of(refusal.Code));
        }
    }
}
