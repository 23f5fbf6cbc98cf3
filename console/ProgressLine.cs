using System.Diagnostics;
using Platform.Shared;
using Spectre.Console;

namespace Platform.CommandLine;

/// <summary>
/// One live line of long work: a bar with rate and time left on a terminal, a plain line every ten seconds elsewhere.
/// </summary>
/// <remarks>
/// Written to standard error, so that standard output stays clean for results. Call from one thread at a time.
/// LESION_PROGRESS_SECONDS sets the seconds between plain lines, for a program that reads them.
/// </remarks>
public sealed class ProgressLine(string title, long total, string unit) : IDisposable
{
    public const string IntervalVariable = "LESION_PROGRESS_SECONDS";
    static readonly int[] BarWidths = [24, 16, 8];
    static readonly TimeSpan LiveInterval = TimeSpan.FromMilliseconds(200);
    readonly LiveLine? line = LiveLine.OfError;
    readonly TimeSpan interval = LiveLine.OfError is null ? PlainInterval() : LiveInterval;
    readonly Stopwatch clock = Stopwatch.StartNew();
    readonly RecentRate recent = new();
    long first = -1,
        done;
    TimeSpan shown = TimeSpan.MinValue;
    string note = "";

    /// <summary>Units a second since the first report, which may start above zero after a resume.</summary>
    public double Rate =>
        first < 0 || clock.Elapsed.TotalSeconds < 1e-3 ? 0 : (done - first) / clock.Elapsed.TotalSeconds;

    /// <param name="done">Units finished in all.</param>
    /// <param name="note">What else to show, such as losses.</param>
    public void Report(long done, string note = "")
    {
        if (first < 0)
        {
            first = done;
            clock.Restart();
        }
        (this.done, this.note) = (done, note);
        recent.Report(clock.Elapsed, done);
        if (shown == TimeSpan.MinValue || clock.Elapsed - shown >= interval)
            Show(recent.PerSecond);
    }

    void Show(double rate)
    {
        shown = clock.Elapsed;
        var text = Terminal.Plain(
            $"{done:N0}/{total:N0} {unit}  {rate:N1} {unit}/s{Left(rate)}{(note == "" ? "" : "  ")}{note}"
        );
        if (line is null)
            Console.Error.WriteLine($"{Terminal.Plain(title)}: {text}");
        else
            line.Draw(new(Bar(Terminal.Plain(title), text, line.Columns)));
    }

    string Left(double rate)
    {
        var seconds = (total - done) / rate;
        if (!double.IsFinite(seconds) || seconds > TimeSpan.FromDays(365).TotalSeconds)
            return "";
        var left = TimeSpan.FromSeconds(Math.Max(0, seconds));
        return $"  {(long)left.TotalHours:00}:{left:mm\\:ss} left";
    }

    /// <summary>
    /// The line as markup, at most as wide as the terminal: the bar gives way first, then the end of the text.
    /// </summary>
    string Bar(string title, string text, int columns)
    {
        var free = columns - title.GetCellWidth() - text.GetCellWidth() - 2;
        var width = BarWidths.FirstOrDefault(w => w <= free, BarWidths[^1]);
        if (columns < title.GetCellWidth() + width + 2)
            return Markup.Escape(Crop($"{title} {text}", columns));
        var filled = total > 0 ? (int)Math.Clamp((double)width * done / total, 0, width) : 0;
        var bar = $"[green]{new string('━', filled)}[/][grey]{new string('━', width - filled)}[/]";
        var rest = Crop($" {text}", columns - title.GetCellWidth() - 1 - width);
        return $"{Markup.Escape(title)} {bar}{Markup.Escape(rest)}";
    }

    /// <summary>What of a text fits into so many columns, of which some characters take two.</summary>
    static string Crop(string text, int columns)
    {
        var end = 0;
        foreach (var rune in text.EnumerateRunes())
        {
            columns -= rune.ToString().GetCellWidth();
            if (columns < 0)
                break;
            end += rune.Utf16SequenceLength;
        }
        return text[..end];
    }

    static TimeSpan PlainInterval()
    {
        if (Environment.GetEnvironmentVariable(IntervalVariable) is not { Length: > 0 } text)
            return TimeSpan.FromSeconds(10);
        return Numbers.TryParse(text, out double seconds) && seconds is >= 0 and <= 86400
            ? TimeSpan.FromSeconds(seconds)
            : throw new InputException(
                $"{IntervalVariable}: '{text}' is no number of seconds between 0 and 86400, such as 0.5"
            );
    }

    /// <summary>
    /// Shows the last state once more, with the rate since the first report, and ends the line.
    /// </summary>
    public void Dispose()
    {
        if (first < 0)
            return;
        Show(Rate);
        line?.End();
    }
}
