namespace Platform.Shared.Imaging.Formats;

/// <summary>Which bits of which coefficients the scans of a JPEG have brought: ITU-T T.81, G.1.1.1.</summary>
/// <remarks>
/// The standard lets an encoder leave bits out for good. None does; a file without them was cut between two scans.
/// </remarks>
sealed class JpegCoverage(int components, bool progressive)
{
    const int Coefficients = 64,
        Nothing = -1;

    // [components, 64]: the lowest bit brought so far
    readonly int[] low = [.. Enumerable.Repeat(Nothing, components * Coefficients)];

    public bool IsWhole => low.All(bit => bit == 0);

    /// <exception cref="ImageException">The scan repeats or leaves out bits.</exception>
    public void Add(JpegScan scan)
    {
        foreach (var component in scan.Components)
        foreach (ref var bit in low.AsSpan(component.Index * Coefficients)[scan.First..(scan.Last + 1)])
        {
            var isNext = bit == Nothing ? scan.High == 0 : progressive && scan.High == bit && scan.Low == bit - 1;
            if (!isNext || scan.Low > 13)
                throw ImageException.Damaged();
            bit = scan.Low;
        }
    }
}
