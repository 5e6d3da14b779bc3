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

    /// <summary>Wherever it stands: who asks what a command does shall not have run it.</summary>
    public static bool IsAsked(string argument) => argument is "--help" or "-h";

    /// <summary>Whether the first argument is meant as a command, and not as a setting in any of the spellings the configuration takes.</summary>
    public static bool IsCommand(string word) => word is not ['-' or '/', ..] && !word.Contains('=', StringComparison.Ordinal);
}
