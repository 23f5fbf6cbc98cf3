namespace Platform.Tools.Bench;

/// <summary>What the runs of a bench gave, as it is printed and written.</summary>
public interface IReport
{
    /// <summary>Of the files.</summary>
    string Name { get; }

    /// <summary>The first is the one that the work is about.</summary>
    IReadOnlyList<Measure> Measures { get; }

    /// <summary>For a terminal.</summary>
    IEnumerable<string> Lines();

    /// <param name="charts">file names of the charts</param>
    /// <param name="machine">what it ran on, a line each</param>
    string Markdown(IReadOnlyList<string> charts, IEnumerable<string> machine);

    /// <summary>Every run, a line for each figure.</summary>
    string Csv();

    /// <returns>a PNG file</returns>
    byte[] Chart(int measure);
}
