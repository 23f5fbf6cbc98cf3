using System.Diagnostics;
using System.Globalization;
using Spectre.Console;

namespace Platform.Shared.Commands;

/// <summary>One live line of long work: a bar with rate and time left on a terminal, a plain line every ten seconds elsewhere.</summary>
/// <remarks>
/// Written to standard error, so that standard output stays clean for results. Call from one thread at a time.
/// LESION_PROGRESS_SECONDS sets the seconds between plain lines, for a program that reads them.
/// </remarks>
public sealed class ProgressLine(string title, long total, string unit) : IDisposable
{
    public const string IntervalVariable = "LESION_PROGRESS_SECONDS";
    static readonly TimeSpan LiveInterval = TimeSpan.FromMilliseconds(200);
    static readonly TimeSpan PlainInterval =
        TimeSpan.FromSeconds(double.TryParse(Environment.GetEnvironmentVariable(IntervalVariable), CultureInfo.InvariantCulture, out var seconds) ? seconds : 10);
    readonly IAnsiConsole console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(Console.Error) });
    readonly bool live = !Console.IsErrorRedirected;
    readonly Stopwatch clock = Stopwatch.StartNew();
    long first = -1, done;
    TimeSpan shown = TimeSpan.MinValue;
    string note = "";

    /// <summary>Units a second since the first report, which may start above zero after a resume.</summary>
    public double Rate => first < 0 || clock.Elapsed.TotalSeconds < 1e-3 ? 0 : (done - first) / clock.Elapsed.TotalSeconds;

    /// <param name="done">Units finished in all.</param>
    /// <param name="note">What else to show, such as losses.</param>
    public void Report(long done, string note = "")
    {
        if (first < 0) { first = done; clock.Restart(); }
        (this.done, this.note) = (done, note);
        if (shown == TimeSpan.MinValue || clock.Elapsed - shown >= (live ? LiveInterval : PlainInterval)) Show();
    }

    void Show()
    {
        shown = clock.Elapsed;
        var left = Rate > 0 ? TimeSpan.FromSeconds((total - done) / Rate) : (TimeSpan?)null;
        var text = $"{done:N0}/{total:N0} {unit}  {Rate:N1} {unit}/s" + (left is { } t ? $"  {t:hh\\:mm\\:ss} left" : "") + (note == "" ? "" : $"  {note}");
        if (!live) { Console.Error.WriteLine($"{title}: {text}"); return; }
        const int width = 24;
        var filled = total > 0 ? (int)Math.Clamp(width * done / total, 0, width) : 0;
        console.Markup($"\r\u001b[2K{Markup.Escape(title)} [green]{new string('━', filled)}[/][grey]{new string('━', width - filled)}[/] {Markup.Escape(text)}");
    }

    /// <summary>Shows the last state once more and ends the line.</summary>
    public void Dispose()
    {
        if (first < 0) return;
        Show();
        if (live) Console.Error.WriteLine();
    }
}
