namespace Platform.Tools.Bench;

/// <summary>A figure that each run of a comparison gives.</summary>
/// <param name="Name">such as rate</param>
/// <param name="Unit">such as images/s</param>
/// <param name="LessIsBetter">as with times, memory and errors</param>
public sealed record Measure(string Name, string Unit, bool LessIsBetter = false)
{
    public static readonly Measure Rate = new("rate", "images/s");

    public string Heading => $"{Name}, {Unit}";

    /// <summary>How many times better the first is than the second; below 1 where it is worse.</summary>
    public double Better(double one, double other) => LessIsBetter ? other / one : one / other;
}
