using Spectre.Console;

namespace Platform.CommandLine;

/// <summary>
/// The last line of a terminal on standard error, drawn again in place; what a command prints goes above it.
/// </summary>
/// <remarks>From its first use on, Console.Out and Console.Error erase the line before they write.</remarks>
sealed class LiveLine
{
    const string Erasure = "\r\u001b[2K";
    static readonly Lazy<LiveLine?> ofError = new(() => Terminal.Error.Profile.Capabilities.Ansi ? new() : null);
    readonly Lock gate = new();
    readonly IAnsiConsole console = Terminal.Error;
    bool drawn,
        midLine;

    /// <summary>Null where standard error is no terminal, or one that cannot move its cursor.</summary>
    public static LiveLine? OfError => ofError.Value;

    /// <summary>Whether the line stands on the screen now.</summary>
    public static bool IsDrawn => ofError.IsValueCreated && ofError.Value is { drawn: true };

    LiveLine()
    {
        if (!Console.IsOutputRedirected)
            Console.SetOut(new AboveWriter(this, Console.Out));
        Console.SetError(new AboveWriter(this, Console.Error));
    }

    /// <summary>
    /// Columns to draw in, asked anew because a window can be resized; one less, so that no line wraps.
    /// </summary>
    public int Columns => Math.Max(1, console.Profile.Width - 1);

    /// <summary>
    /// Draws the line in place of what it showed before, unless a line of output has begun and not ended.
    /// </summary>
    public void Draw(Markup line)
    {
        lock (gate)
        {
            if (midLine)
                return;
            console.Write(new ControlCode(Erasure));
            console.Write(line);
            drawn = true;
        }
    }

    /// <summary>Leaves the line as it stands; what comes next begins below it.</summary>
    public void End()
    {
        lock (gate)
        {
            if (drawn)
                console.WriteLine();
            drawn = false;
        }
    }

    void Above(TextWriter writer, ReadOnlySpan<char> text)
    {
        if (text.IsEmpty)
            return;
        lock (gate)
        {
            if (drawn)
                console.Write(new ControlCode(Erasure));
            drawn = false;
            writer.Write(text);
            midLine = text[^1] != '\n';
        }
    }

    sealed class AboveWriter(LiveLine line, TextWriter inner) : TextWriter(inner.FormatProvider)
    {
        public override System.Text.Encoding Encoding => inner.Encoding;

        public override void Write(char value) => line.Above(inner, [value]);

        public override void Write(string? value) => line.Above(inner, value);

        public override void Write(char[] buffer, int index, int count) =>
            line.Above(inner, buffer.AsSpan(index, count));

        public override void Write(ReadOnlySpan<char> buffer) => line.Above(inner, buffer);

        public override void WriteLine(string? value) => line.Above(inner, value + NewLine);

        public override void Flush() => inner.Flush();
    }
}
