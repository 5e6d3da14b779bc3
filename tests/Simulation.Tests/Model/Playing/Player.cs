using System.Globalization;
using Periods.Simulation.Tests.Model.Rules;
using Periods.Simulation.Tests.Model.Steps;

namespace Periods.Simulation.Tests.Model.Playing;

/// <summary>Plays one script against the service, in a business of its own, and against the ledger; throws at the first difference.</summary>
internal sealed class Player
{
    /// <summary>Who looks at tags for others: no step takes the token away.</summary>
    private const string Witness = "witness";

    private readonly ITarget _target;
    private readonly Wire _wire;
    private readonly Pages _pages;
    private readonly AuditReading _audit;
    private readonly DeadTokens _dead;
    private readonly Conditions _conditions = new();
    private readonly Comparison _comparison;
    private readonly List<Call> _keyed = [];
    private Side _own = null!, _other = null!;
    private int _requests;

    public Player(ITarget target, Wire wire)
    {
        (_target, _wire, _comparison, _dead) = (target, wire, new(_conditions), new(wire));
        _pages = new(wire, NewRequestId);
        _audit = new(_pages, wire.Send);
    }

    public async Task Play(Script script)
    {
        _other = await Found([(Step.Outsider, "owner")]);
        _own = await Found([.. Staff.Ranks.Select(role => (role, role)), (Witness, "viewer")]);
        foreach (var step in script.Steps)
        {
            if (step is Step.Restart) await Restart();
            else if (step is Step.Again again) await Repeat(again);
            else await Do(step, Dressed(step, _own.Requests.Of(step)));
        }
        await Review(_own);
        await Review(_other);
    }

    private async Task Restart()
    {
        await _target.Stop();
        _wire.Use(await _target.Start());
    }

    /// <summary>A business and its users, by the operator.</summary>
    private async Task<Side> Found(IReadOnlyList<(string Name, string Role)> users)
    {
        var sent = new Exchange("POST", $"{Requests.Api}/businesses", """{"name": "Modelled"}""") { Token = _target.OperatorToken, RequestId = NewRequestId() };
        var answer = await _wire.Send(sent);
        if (answer.Status != 201) throw new Difference(new Step.CreateBusiness(Step.Operator, Taken: false), "a business", answer);
        var books = new Books(new Chosen(answer).Id);
        books.Trail.Tell(
            new Sender(Step.Operator, null, sent.RequestId), "create_business", "business", $"{books.Business}", after: new() { ["name"] = "Modelled", ["time_zone"] = "UTC" });
        _own = new(books, new Ledger(books) { Outside = _other?.Books.Trail ?? books.Trail }, new Requests(books));
        foreach (var (name, role) in users)
            foreach (var step in new Step[] { new Step.AddUser(Step.Operator, role, Name: name), new Step.IssueToken(Step.Operator, name) })
                await Do(step, Dressed(step, _own.Requests.Of(step)));
        return _own;
    }

    private async Task Do(Step step, Exchange sent)
    {
        if (step.If is not (null or Seen.Any or Seen.Earlier) && _own.Ledger.About(step) is { } period) await Look(period, step.Enveloped != (step.If == Seen.OtherForm));
        var call = new Call(step, sent with { Condition = step.If is null ? null : _conditions.Header(step, _own.Ledger.About(step)) }, SenderOf(step.Who, sent.RequestId));
        var answer = await Send(call);
        var expected = _own.Ledger.Play(call, answer);
        _comparison.Check(step, expected, answer);
        if (_own.Ledger.Remembers(call)) _keyed.Add(call);
        if (answer.Code is not null) return;
        if (step is Step.AuditLog log) await Read(log, call.Sent);
        if (step is Step.RevokeToken revoke) await NoteDead(revoke, call.Sent.Silo!.Value);
    }

    private async Task<Answer> Send(Call call)
    {
        var sent = call.Sent;
        if (call.Step is Step.Score { Stream: true }) return await _wire.First(sent);
        var answer = await _wire.Send(sent);
        if (answer.Status != 200) return answer;
        if (call.Step is Step.List or Step.Entries or Step.ListTokens or Step.ZenskarList) return await _pages.All(sent, answer);
        if (call.Step is Step.History) return answer with { Text = answer.Json.GetProperty("items").EnumerateArray().Last().GetRawText() };
        return answer;
    }

    /// <summary>An earlier command with its key, as its user sends it now, in an envelope or not; not when somebody else is called so since then.</summary>
    private async Task Repeat(Step.Again again)
    {
        if (_keyed.Count == 0) return;
        var first = _keyed[^(again.Back % _keyed.Count + 1)];
        if (SenderOf(first.Step.Who, "").User != first.By.User) return;
        var step = first.Step with { Enveloped = again.Enveloped };
        var sent = Dressed(step, first.Sent);
        await Do(step, again.Changed && sent.Body is { } body ? sent with { Body = body + " " } : sent);
    }

    /// <summary>With what the request carries beside method, path and body. Who calls with a dead token asks the silo that knows.</summary>
    private Exchange Dressed(Step step, Exchange bare)
    {
        var token = step.Who == Step.Operator ? _target.OperatorToken : SenderOf(step.Who, "").Member?.Held?.Secret;
        return bare with
        {
            Token = token, Business = _own.Books.Business, RequestId = NewRequestId(), Enveloped = step.Enveloped,
            // A business is made under its key, so that no two scripts may use the same.
            Key = step.Key is { } key ? $"{_own.Books.Business:N} {key}" : null,
            Silo = _dead.KnownTo(token) ?? _wire.NextSilo(),
        };
    }

    private Sender SenderOf(string who, string requestId) => new(who, who switch
    {
        Step.Outsider => _other.Books.Staff.Find(who),
        _ => _own.Books.Staff.Find(who),
    }, requestId);

    /// <summary>What the tag of the period is, unless that is known.</summary>
    private async Task Look(Period period, bool enveloped)
    {
        if (_conditions.Current(period, enveloped) is not null) return;
        var step = new Step.Get(Witness, _own.Books.Periods.IndexOf(period)) { Enveloped = enveloped };
        await Do(step, Dressed(step, _own.Requests.Of(step)));
    }

    private async Task Read(Step.AuditLog step, Exchange sent)
    {
        var (from, to) = AuditRules.Bounds(_own.Books.Trail, step);
        if (from is not null || to is not null)
        {
            var times = await _audit.Times(step, sent with { Path = $"{Requests.Log}?outcome=accepted&descending=false&limit=1000" });
            sent = sent with { Path = $"{sent.Path}{(from is { } first ? $"&from={times[first]}" : "")}{(to is { } last ? $"&to={times[last]}" : "")}" };
        }
        await _audit.Check(step, sent, AuditRules.Asked(_own.Books, step), step.Descending);
    }

    private async Task NoteDead(Step.RevokeToken step, int silo)
    {
        var token = _own.Requests.Named(step)!.Secret;
        _dead.Note(token, silo);
        if (step.Everywhere) await _dead.GoneEverywhere(step, new("GET", $"{Requests.Api}/tokens") { Token = token, Business = _own.Books.Business, RequestId = NewRequestId() });
    }

    /// <summary>In the end the whole log says what happened, and every chain is whole.</summary>
    private async Task Review(Side side)
    {
        _own = side;
        for (var period = 0; period < side.Books.Periods.Count; period++) await Ask(new Step.VerifyAudit(Step.Operator, period));
        await Ask(new Step.AuditLog(Step.Operator, null, null, null, null, null, null, Descending: false, 1000));

        Task Ask(Step step) => Do(step, Dressed(step, side.Requests.Of(step)));
    }

    private string NewRequestId() => (++_requests).ToString(CultureInfo.InvariantCulture);

    /// <summary>A business, and what is played on it.</summary>
    private sealed record Side(Books Books, Ledger Ledger, Requests Requests);
}
