using System.Text;

namespace Platform.EndToEnd.Tests.Terminal;

/// <summary>What a person sees of the characters that a program sends to a terminal of some width.</summary>
sealed class Screen
{
    readonly int columns;
    readonly List<StringBuilder> lines = [new()];
    readonly HashSet<int> wrapped = [];
    int row,
        column;

    public Screen(int columns, string sent)
    {
        this.columns = columns;
        for (var at = 0; at < sent.Length; )
            at += Take(sent, at);
    }

    public IReadOnlyList<string> Lines => [.. lines.Select(l => l.ToString().TrimEnd()).Where(l => l != "")];

    /// <summary>Lines that were too long for the window and went on below.</summary>
    public IReadOnlyList<string> Wrapped => [.. wrapped.Select(r => lines[r].ToString())];

    /// <summary>How often a line, or a block of lines, was drawn again in place.</summary>
    public int Redraws { get; private set; }

    public bool IsCursorVisible { get; private set; } = true;

    /// <summary>Whether what was printed last ended with its line.</summary>
    public bool EndsWithALine => column == 0;

    /// <summary>Control characters that a terminal does not know.</summary>
    public List<string> Strange { get; } = [];

    /// <returns>how many characters were taken</returns>
    int Take(string sent, int at)
    {
        switch (sent[at])
        {
            case '\u001b':
                return Escape(sent, at);
            case '\r':
                if (at + 1 < sent.Length && sent[at + 1] is not ('\n' or '\r'))
                    Redraws++;
                column = 0;
                return 1;
            case '\n':
                Move(row + 1, column);
                return 1;
            case '\b':
                column = Math.Max(0, column - 1);
                return 1;
            case '\t':
                Move(row, column / 8 * 8 + 8);
                return 1;
            case var c when char.IsControl(c):
                Strange.Add($"\\u{(int)c:x4}");
                return 1;
            default:
                Put(sent[at]);
                return 1;
        }
    }

    void Put(char character)
    {
        if (column == columns)
        {
            wrapped.Add(row);
            Move(row + 1, 0);
        }
        var line = lines[row];
        if (line.Length <= column)
            line.Append(' ', column + 1 - line.Length);
        line[column++] = character;
    }

    void Move(int toRow, int toColumn)
    {
        (row, column) = (Math.Max(0, toRow), Math.Clamp(toColumn, 0, columns));
        while (lines.Count <= row)
            lines.Add(new());
    }

    int Escape(string sent, int at)
    {
        if (at + 1 >= sent.Length)
            return 1;
        if (sent[at + 1] != '[')
            return 2; // such as ESC =, which sets the keypad
        var end = at + 2;
        while (end < sent.Length && sent[end] is < '@' or > '~')
            end++;
        var parameters = sent[(at + 2)..end];
        var number = int.TryParse(parameters, out var n) ? n : (int?)null;
        switch (sent[end])
        {
            case 'A':
                Redraws++;
                Move(row - (number ?? 1), column);
                break;
            case 'B':
                Move(row + (number ?? 1), column);
                break;
            case 'C':
                Move(row, column + (number ?? 1));
                break;
            case 'D':
                Move(row, column - (number ?? 1));
                break;
            case 'G':
                Move(row, (number ?? 1) - 1);
                break;
            case 'K' when number == 2:
                lines[row].Clear();
                break;
            case 'K' when number is null or 0:
                lines[row].Length = Math.Min(lines[row].Length, column);
                break;
            case 'h' or 'l' when parameters == "?25":
                IsCursorVisible = sent[end] == 'h';
                break;
            case 'm' or 'h' or 'l':
                break;
            default:
                Strange.Add($"ESC[{parameters}{sent[end]}");
                break;
        }
        return end + 1 - at;
    }
}
