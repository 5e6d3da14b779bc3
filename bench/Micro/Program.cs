using BenchmarkDotNet.Columns;
using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Diagnosers;
using BenchmarkDotNet.Exporters;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Loggers;
using BenchmarkDotNet.Running;
using BenchmarkDotNet.Toolchains.InProcess.Emit;
using Periods.Micro;

// In this process: the harness cannot build projects for a framework newer than itself, and a run stays short.
var config = ManualConfig.CreateEmpty()
    .AddJob(Job.ShortRun.WithToolchain(InProcessEmitToolchain.Instance))
    .AddDiagnoser(MemoryDiagnoser.Default)
    .AddColumnProvider(DefaultColumnProviders.Descriptor, DefaultColumnProviders.Statistics, DefaultColumnProviders.Metrics)
    .AddExporter(MarkdownExporter.Console)
    .AddLogger(new ConsoleLogger(unicodeSupport: true))
    .WithArtifactsPath(Path.Combine(Path.GetTempPath(), "periods-micro"))
    .WithOptions(ConfigOptions.JoinSummary);
BenchmarkSwitcher.FromAssembly(typeof(January).Assembly).Run(args.Length > 0 ? args : ["--filter", "*"], config);
