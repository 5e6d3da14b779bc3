using Periods.Gateway.Startup;
using Periods.Silo.Journals;

try
{
    return args switch
    {
        ["help", ..] => Usage.Print(),
        _ when args.Any(Usage.IsAsked) => Usage.Print(),
        ["demo", .. var rest] => await Demo.Run(Usage.SettingsIn(rest)),
        ["migrate", .. var rest] => await Migration.Run(Usage.SettingsIn(rest)),
        ["verify", .. var rest] => await Verification.Run(Usage.SettingsIn(rest)),
        [var word, ..] when Usage.IsCommand(word) => throw new StartupException($"There is no command '{word}'. {Usage.Text}"),
        _ => await Service.Run(Usage.SettingsIn(args)),
    };
}
catch (Exception e) when (e is JournalOpenException or StartupException)
{
    // What an operator can mend is one line, not a stack trace.
    await Console.Error.WriteLineAsync($"periods: {e.Message}");
    return 1;
}
