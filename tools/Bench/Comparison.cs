namespace Platform.Tools.Bench;

/// <summary>The same work done by this platform and in other ways.</summary>
/// <param name="Name">of the files that it is written to</param>
/// <param name="Title">the work and its size, in words</param>
/// <param name="Measures">the first is the one that the work is about</param>
/// <param name="Conditions">what a reader must know of inputs, threads and settings, a line each</param>
/// <param name="Skipped">why a side is not there, a line each</param>
public sealed record Comparison(
    string Name,
    string Title,
    IReadOnlyList<Measure> Measures,
    IReadOnlyList<Side> Sides,
    IReadOnlyList<string> Conditions,
    IReadOnlyList<string> Skipped
);
