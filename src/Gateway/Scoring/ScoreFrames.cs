using System.Globalization;
using System.Text;
using Periods.Gateway.Api;
using Periods.Scoring;

namespace Periods.Gateway.Scoring;

/// <summary>What is written to a stream, as bytes that all streams of a period share.</summary>
internal static class ScoreFrames
{
    /// <summary>A comment: keeps proxies from cutting a silent connection.</summary>
    public static readonly byte[] StillHere = ": still here\n\n"u8.ToArray();

    /// <summary>A change of the gauge as an event; <c>id</c> is its version.</summary>
    public static byte[] Of(ScoreView score) =>
    [
        .. Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"id: {score.Version}\nevent: close-score\ndata: ")),
        .. Answers.Render(CloseScoreBody.Of(score), WireJson.Default.CloseScoreBody),
        .. "\n\n"u8,
    ];
}
