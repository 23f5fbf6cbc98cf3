namespace Platform.Shared.Imaging;

/// <summary>Resizes by the exact mean of the source area under each target pixel, in whole numbers: the same bits on every machine.</summary>
public static class AreaAverage
{
    /// <returns>uint8 [height, width, 3]</returns>
    public static byte[] Resize(PixelImage image, int width, int height)
    {
        var result = new byte[width * height * 3];
        Resize(image, width, height, result);
        return result;
    }

    /// <param name="result">uint8 [height, width, 3]</param>
    /// <remarks>
    /// On a common scale a source pixel spans [x W', (x+1) W') and a target pixel [t W, (t+1) W), where W and W' are the two
    /// widths: overlaps are integers that sum to W.
    /// </remarks>
    public static void Resize(PixelImage image, int width, int height, Span<byte> result)
    {
        var row = new long[width * 3];
        var sum = new long[width * 3];
        var area = (long)image.Width * image.Height;
        var rowOf = -1;
        for (var y = 0; y < height; y++)
        {
            Array.Clear(sum);
            long top = (long)y * image.Height, bottom = top + image.Height;
            for (var sy = (int)(top / height); (long)sy * height < bottom; sy++)
            {
                if (rowOf != sy) { SumRow(image, sy, width, row); rowOf = sy; }
                var weight = Math.Min((sy + 1L) * height, bottom) - Math.Max((long)sy * height, top);
                for (var i = 0; i < sum.Length; i++) sum[i] += weight * row[i];
            }
            var target = result.Slice(y * width * 3, width * 3);
            for (var i = 0; i < target.Length; i++) target[i] = (byte)((sum[i] + area / 2) / area);
        }
    }

    /// <summary>One source row, summed under each target column: [width, 3], each at most 255 times the source width.</summary>
    static void SumRow(PixelImage image, int y, int width, long[] row)
    {
        var source = image.Rgb.AsSpan(y * image.Width * 3, image.Width * 3);
        for (var x = 0; x < width; x++)
        {
            long left = (long)x * image.Width, right = left + image.Width, r = 0, g = 0, b = 0;
            for (var sx = (int)(left / width); (long)sx * width < right; sx++)
            {
                var weight = Math.Min((sx + 1L) * width, right) - Math.Max((long)sx * width, left);
                r += weight * source[sx * 3];
                g += weight * source[sx * 3 + 1];
                b += weight * source[sx * 3 + 2];
            }
            (row[x * 3], row[x * 3 + 1], row[x * 3 + 2]) = (r, g, b);
        }
    }
}
