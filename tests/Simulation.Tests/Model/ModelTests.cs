using System.Diagnostics;
using System.Globalization;
using FsCheck;
using FsCheck.Fluent;
using Microsoft.FSharp.Core;
using Periods.Simulation.Tests.Model.Playing;
using Periods.Simulation.Tests.Model.Steps;
using Xunit.Abstractions;

namespace Periods.Simulation.Tests.Model;

/// <summary>
/// A script that plays every operation, and random ones, against the real service, over HTTP, and against the ledger. <c>PERIODS_MODEL_SCRIPTS=n</c> plays more of them;
/// a failure prints the shrunk script, and the numbers by which <c>PERIODS_MODEL_REPLAY=seed,gamma</c> plays it again.
/// </summary>
public sealed class ModelTests(ITestOutputHelper output)
{
    private const int RandomScripts = 50, Sampled = 20_000;

    [Fact]
    public async Task One_silo_answers_every_script_as_the_contract_says()
    {
        await using var target = new InProcessTarget();
        await Answers(target);
    }

    [Fact]
    public async Task Three_silos_asked_in_turn_answer_every_script_as_the_contract_says()
    {
        await using var target = new ThreeSilos();
        await Answers(target);
    }

    [Fact]
    public void Every_kind_of_step_is_drawn()
    {
        var kinds = typeof(Step).GetNestedTypes().Where(kind => !kind.IsAbstract).Select(kind => kind.Name);
        Assert.Equal(kinds.Order(StringComparer.Ordinal), Scripts.Any.Sample(Sampled).Select(step => step.GetType().Name).Distinct().Order(StringComparer.Ordinal));
    }

    private async Task Answers(ITarget target)
    {
        using var wire = new Wire();
        wire.Use(await target.Start());
        await new Player(target, wire).Play(Tour.Script);
        // An operation that the model does not play is one that it does not know.
        Assert.Equal(Contract.Operations.Order(StringComparer.Ordinal), wire.Accepted.Order(StringComparer.Ordinal));

        var clock = Stopwatch.StartNew();
        var (played, steps) = (0, 0);
        var property = Prop.ForAll(Scripts.Arbitrary, script =>
        {
            (played, steps) = (played + 1, steps + script.Steps.Count);
            // The generator's interface is synchronous, and this thread has nothing else to do.
            Task.Run(() => new Player(target, wire).Play(script)).GetAwaiter().GetResult();
        });
        Check.One(Configuration(), property);
        output.WriteLine($"{played} scripts, {steps} steps, {clock.ElapsedMilliseconds} ms");
    }

    private static Config Configuration()
    {
        var scripts = Environment.GetEnvironmentVariable("PERIODS_MODEL_SCRIPTS") is { } count ? int.Parse(count, CultureInfo.InvariantCulture) : RandomScripts;
        var config = Config.QuickThrowOnFailure.WithMaxTest(scripts);
        if (Environment.GetEnvironmentVariable("PERIODS_MODEL_REPLAY")?.Split(',') is not [var seed, var gamma]) return config;
        var start = new Rnd(ulong.Parse(seed, CultureInfo.InvariantCulture), ulong.Parse(gamma, CultureInfo.InvariantCulture));
        return config.WithReplay(FSharpOption<Replay>.Some(new Replay(start, FSharpOption<int>.None)));
    }
}
