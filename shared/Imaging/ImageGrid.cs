namespace Platform.Shared.Imaging;

/// <summary>A PNG that shows many square images side by side.</summary>
public static class ImageGrid
{
    /// <param name="images">each uint8 [side, side, 3]</param>
    public static byte[] Png(IReadOnlyList<byte[]> images, int side, int columns)
    {
        columns = Math.Min(columns, images.Count);
        var rows = (images.Count + columns - 1) / columns;
        var (width, height) = (columns * side, rows * side);
        var grid = new byte[width * height * 3];
        for (var i = 0; i < images.Count; i++)
        for (var y = 0; y < side; y++)
            images[i]
                .AsSpan(y * side * 3, side * 3)
                .CopyTo(grid.AsSpan(((i / columns * side + y) * width + i % columns * side) * 3));
        return PngEncoder.Encode(grid, width, height);
    }
}
