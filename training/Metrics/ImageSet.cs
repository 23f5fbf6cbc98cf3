namespace Platform.Training.Metrics;

/// <summary>Images of one side, read when they are asked for.</summary>
/// <param name="Image">uint8 [S, S, 3] of each index below Count</param>
public sealed record ImageSet(string Name, int Count, Func<int, byte[]> Image)
{
    public ImageSet Take(int count) => this with { Count = Math.Min(count, Count) };

    public IReadOnlyList<byte[]> ToList() => [.. Enumerable.Range(0, Count).Select(Image)];
}
