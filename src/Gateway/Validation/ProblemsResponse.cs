using System.Globalization;
using System.Text;
using Periods.Gateway.Api;

namespace Periods.Gateway.Validation;

/// <summary>Writes <c>422 {"detail": [...]}</c>.</summary>
internal static class ProblemsResponse
{
    /// <remarks>Encoding replaces what is not Unicode by U+FFFD, so that the answer is JSON whatever the client sent.</remarks>
    public static Task Write(HttpContext http, IEnumerable<Problem> problems) =>
        Answers.WriteError(http, StatusCodes.Status422UnprocessableEntity, Encoding.UTF8.GetBytes(Render(problems)));

    private static string Render(IEnumerable<Problem> problems)
    {
        var json = new StringBuilder("{\"detail\":[");
        var separator = "";
        foreach (var problem in problems)
        {
            json.Append(separator);
            Append(json, problem);
            separator = ",";
        }

        return json.Append("]}").ToString();
    }

    private static void Append(StringBuilder json, Problem problem)
    {
        json.Append("{\"type\":");
        PythonJson.AppendText(json, problem.Fault.Type);
        json.Append(",\"loc\":");
        problem.At.AppendTo(json);
        json.Append(",\"msg\":");
        PythonJson.AppendText(json, problem.Fault.Message);
        json.Append(",\"input\":");
        problem.Input.AppendTo(json);
        if (problem.Fault.Context.Count > 0) AppendContext(json, problem.Fault.Context);
        json.Append('}');
    }

    private static void AppendContext(StringBuilder json, IReadOnlyList<ContextEntry> context)
    {
        var separator = ",\"ctx\":{";
        foreach (var (key, text, number) in context)
        {
            json.Append(separator);
            PythonJson.AppendText(json, key);
            json.Append(':');
            if (text is not null)
                PythonJson.AppendText(json, text);
            else if (number is not null)
                json.Append(CultureInfo.InvariantCulture, $"{number}");
            else
                json.Append("{}");
            separator = ",";
        }

        json.Append('}');
    }
}
