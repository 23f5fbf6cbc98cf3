using Spectre.Console;
using Spectre.Console.Rendering;

namespace Platform.Tools.Quickstart;

/// <summary>Time left at the mean pace so far.</summary>
/// <remarks>
/// Spectre's own column divides by the sum of the latest steps. A step that draws several bars goes back to the start
/// in between, its steps add up to a rounding error, and the time left is then longer than a TimeSpan can say: it
/// throws, on a thread of its own, and ends the program.
/// </remarks>
sealed class TimeLeftColumn : ProgressColumn
{
    const string Unknown = "--:--:--";
    static readonly TimeSpan Longest = TimeSpan.FromHours(100); // two digits

    protected override bool NoWrap => true;

    public override int? GetColumnWidth(RenderOptions options) => Unknown.Length;

    public override IRenderable Render(RenderOptions options, ProgressTask task, TimeSpan deltaTime) =>
        new Text(Left(task.Value / task.MaxValue, task.ElapsedTime), Color.Blue);

    /// <param name="share">done, 0 to 1</param>
    /// <param name="elapsed">null before the start</param>
    public static string Left(double share, TimeSpan? elapsed)
    {
        var seconds = elapsed?.TotalSeconds * (1 - share) / share;
        return seconds is >= 0 && seconds < Longest.TotalSeconds
            ? $"{(int)(seconds.Value / 3600):00}:{TimeSpan.FromSeconds(seconds.Value):mm\\:ss}"
            : Unknown;
    }
}
