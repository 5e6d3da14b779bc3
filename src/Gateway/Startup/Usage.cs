namespace Periods.Gateway.Startup;

/// <summary>What can be asked of the program.</summary>
internal static class Usage
{
    public const string Text = "Commands: demo, migrate, verify; without one it serves. Settings are environment variables, or --Name=value with ':' for '__'.";

    public static int Print()
    {
        Console.WriteLine(Text);
        return 0;
    }

    /// <summary>
    /// The arguments, all of which are settings. The framework passes over what it cannot read, or ends in a stack trace: whoever has named a journal in a way
    /// that is not read shall not be told that another one is whole.
    /// </summary>
    public static string[] SettingsIn(string[] arguments) =>
        Unread(arguments) is { } name ? throw new StartupException($"'{name}' is no setting. {Text}") : arguments;

    /// <summary>Wherever it stands: who asks what a command does shall not have run it.</summary>
    public static bool IsAsked(string argument) => argument is "--help" or "-h";

    /// <summary>Whether the first argument is meant as a command, and not as a setting in any of the spellings the configuration takes.</summary>
    public static bool IsCommand(string word) => word is not ['-' or '/', ..] && !word.Contains('=', StringComparison.Ordinal);

    /// <summary>The first that is not read, without its value, which may be a secret; null when all are.</summary>
    private static string? Unread(string[] arguments)
    {
        for (var i = 0; i < arguments.Length; i++)
        {
            var word = arguments[i];
            var isNamed = word is ['-', '-', ..] or ['/', ..];
            var name = word.Split('=')[0];
            if (name.Contains("__", StringComparison.Ordinal) || (word.StartsWith('-') && !isNamed)) return name;
            // Without a value of its own, the next argument is one, but for one that is meant as a name itself.
            if (name == word && (!isNamed || ++i == arguments.Length || arguments[i] is ['-', '-', ..])) return name;
        }
        return null;
    }
}
