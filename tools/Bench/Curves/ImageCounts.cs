namespace Platform.Tools.Bench.Curves;

/// <summary>The sizes of curves over numbers of images.</summary>
static class ImageCounts
{
    /// <summary>The most, and the hundredth and the tenth of it.</summary>
    public static int[] UpTo(int most) => [most / 100, most / 10, most];
}
