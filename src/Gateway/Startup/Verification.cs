namespace Periods.Gateway.Startup;

internal static class Verification
{
    public static Task<int> Run(string[] args) => Task.FromResult(args.Length);
}
