using Periods.Gateway.Tests.Running;

namespace Periods.Gateway.Tests.Seeds;

/// <summary>The code samples on the vendors' pages, cut out of the pages as they came.</summary>
internal static class Samples
{
    /// <summary>A fenced block of a Day Zero page.</summary>
    public static string Fenced(string page, string language)
    {
        var text = Page(page);
        var from = text.IndexOf($"```{language}\n", StringComparison.Ordinal) + language.Length + 4;
        return text[from..text.IndexOf("\n```", from, StringComparison.Ordinal)];
    }

    /// <summary>The curl command of the Zenskar page: from its first word to the quote that ends its body.</summary>
    public static string ZenskarCurl()
    {
        var text = Page("zenskar-close");
        var from = text.IndexOf("curl --request", StringComparison.Ordinal);
        return text[from..(text.IndexOf("\n'\n", from, StringComparison.Ordinal) + 2)];
    }

    /// <summary>Changes a placeholder of a sample, which must be there to be changed.</summary>
    public static string Put(this string sample, string placeholder, string value)
    {
        Assert.Contains(placeholder, sample, StringComparison.Ordinal);
        return sample.Replace(placeholder, value, StringComparison.Ordinal);
    }

    /// <summary>Runs a shell sample as it is. Curl is asked by its own settings file to be quiet and to print the status on the last line.</summary>
    public static async Task<(int Status, string Body)> RunInBash(string sample, params (string Name, string Value)[] environment)
    {
        await Shell.Require("curl");
        using var folder = new TempFolder();
        await File.WriteAllTextAsync(folder.File(".curlrc"), "silent\nwrite-out = \"\\n%{http_code}\"\n");
        await File.WriteAllTextAsync(folder.File("sample.sh"), sample + "\n");
        var (exitCode, output, errors) = await Shell.Run("bash", [folder.File("sample.sh")], [("CURL_HOME", folder.Path), ("no_proxy", "*"), .. environment]);
        Assert.True(exitCode == 0, $"{exitCode}: {errors}");
        var end = output.LastIndexOf('\n');
        return (int.Parse(output.AsSpan(end + 1), System.Globalization.CultureInfo.InvariantCulture), output[..end]);
    }

    /// <summary>Runs a JavaScript sample as it is, and then prints what it left in its variables.</summary>
    public static async Task<(int Status, string Body)> RunInNode(string sample)
    {
        using var folder = new TempFolder();
        await File.WriteAllTextAsync(folder.File("sample.mjs"), sample + "\nconsole.log(response.status + '\\n' + JSON.stringify(data));\n");
        var (exitCode, output, errors) = await Shell.Run("node", [folder.File("sample.mjs")]);
        Assert.True(exitCode == 0, $"{exitCode}: {errors}");
        var lines = output.Split('\n', 2);
        return (int.Parse(lines[0], System.Globalization.CultureInfo.InvariantCulture), lines[1].TrimEnd('\n'));
    }

    private static string Page(string name)
    {
        using var reader = new StreamReader(typeof(Samples).Assembly.GetManifestResourceStream(name)!);
        return reader.ReadToEnd();
    }
}
