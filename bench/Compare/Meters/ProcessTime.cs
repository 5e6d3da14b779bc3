using System.Globalization;

namespace Periods.Compare.Meters;

/// <summary>Processor time in microseconds, as the kernel counts it: in ticks of ten milliseconds.</summary>
internal readonly record struct ProcessTime(double UserUs, double KernelUs)
{
    private const double TickUs = 10_000;
    private const int ParentAt = 1, UserAt = 11, KernelAt = 12, ChildUserAt = 13, ChildKernelAt = 14;

    public double Us => UserUs + KernelUs;

    public static ProcessTime operator -(ProcessTime a, ProcessTime b) => new(a.UserUs - b.UserUs, a.KernelUs - b.KernelUs);

    public static ProcessTime operator +(ProcessTime a, ProcessTime b) => new(a.UserUs + b.UserUs, a.KernelUs + b.KernelUs);

    public static ProcessTime Of(int processId) => Fields(processId) is { } fields ? At(fields, UserAt, KernelAt) : default;

    /// <summary>Of a process and its children, those that have ended included.</summary>
    public static ProcessTime OfFamily(int processId)
    {
        if (Fields(processId) is not { } parent) return default;
        var sum = At(parent, UserAt, KernelAt) + At(parent, ChildUserAt, ChildKernelAt);
        foreach (var folder in Directory.EnumerateDirectories("/proc"))
        {
            if (int.TryParse(Path.GetFileName(folder), CultureInfo.InvariantCulture, out var id) && Fields(id) is { } child && Number(child, ParentAt) == processId)
                sum += At(child, UserAt, KernelAt);
        }
        return sum;
    }

    /// <summary>What stands behind the process's name in /proc/ID/stat; null when it has ended.</summary>
    private static string[]? Fields(int processId)
    {
        try
        {
            var line = File.ReadAllText($"/proc/{processId}/stat");
            return line[(line.LastIndexOf(')') + 2)..].Split(' ');
        }
        catch (IOException)
        {
            return null;
        }
    }

    private static ProcessTime At(string[] fields, int user, int kernel) => new(Number(fields, user) * TickUs, Number(fields, kernel) * TickUs);

    private static long Number(string[] fields, int at) => long.Parse(fields[at], CultureInfo.InvariantCulture);
}
