using System.Globalization;
using Periods.Scale.Memory;

switch (args)
{
    case ["fill", var folder, var businesses, var months]:
        await MemoryScale.Fill(folder, int.Parse(businesses, CultureInfo.InvariantCulture), Enum.Parse<Months>(months, ignoreCase: true));
        return 0;
    case ["touch", var folder, var businesses, var months]:
        await MemoryScale.Touch(folder, int.Parse(businesses, CultureInfo.InvariantCulture), Enum.Parse<Months>(months, ignoreCase: true));
        return 0;
    default:
        await Console.Error.WriteLineAsync("Scale fill|touch FOLDER BUSINESSES opened|worked");
        return 2;
}
