using System.Globalization;
using Periods.Scale.Memory;
using Periods.Scale.Streams;

switch (args)
{
    case ["fill", var folder, var businesses, var months]:
        await MemoryScale.Fill(folder, int.Parse(businesses, CultureInfo.InvariantCulture), Enum.Parse<Months>(months, ignoreCase: true));
        return 0;
    case ["touch", var folder, var businesses, var months]:
        await MemoryScale.Touch(folder, int.Parse(businesses, CultureInfo.InvariantCulture), Enum.Parse<Months>(months, ignoreCase: true));
        return 0;
    case ["streams", var program, var folder, var address, var changes, .. var sizes]:
        await StreamScale.Run(program, folder, new Uri(address), int.Parse(changes, CultureInfo.InvariantCulture), [.. sizes.Select(size => int.Parse(size, CultureInfo.InvariantCulture))]);
        return 0;
    default:
        await Console.Error.WriteLineAsync("Scale fill|touch FOLDER BUSINESSES opened|worked; Scale streams PROGRAM FOLDER URL CHANGES SIZE…");
        return 2;
}
