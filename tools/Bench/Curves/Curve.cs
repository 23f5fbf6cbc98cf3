namespace Platform.Tools.Bench.Curves;

/// <summary>The same work at several sizes.</summary>
/// <param name="Name">of the files that it is written to</param>
/// <param name="Title">the work, in words</param>
/// <param name="Axis">what the size counts, such as threads</param>
/// <param name="Sizes">ascending</param>
/// <param name="Measures">the first is the one that the work is about; a cost is one of which less is better</param>
/// <param name="Conditions">what a reader must know of inputs, threads and settings, a line each</param>
/// <param name="Run">one run at a size: a figure for each measure</param>
public sealed record Curve(
    string Name,
    string Title,
    string Axis,
    IReadOnlyList<int> Sizes,
    IReadOnlyList<Measure> Measures,
    IReadOnlyList<string> Conditions,
    Func<int, CancellationToken, Task<double[]>> Run
)
{
    /// <summary>The runs at one size.</summary>
    public Func<CancellationToken, Task<double[]>> At(int size) => stop => Run(size, stop);
}
