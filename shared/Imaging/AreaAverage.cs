using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Platform.Shared.Imaging;

/// <summary>
/// Resizes by the exact mean of the source area under each target pixel, in whole numbers: the same bits on every
/// machine.
/// </summary>
public static class AreaAverage
{
    const int Channels = 3,
        Spare = 1; // four lanes hold a pixel and one value more

    /// <returns>uint8 [height, width, 3]</returns>
    public static byte[] Resize(PixelImage image, int width, int height) =>
        Resize(image.Rgb, image.Width, image.Height, width, height);

    /// <param name="rgb">uint8 [fromHeight, fromWidth, 3]</param>
    /// <returns>uint8 [height, width, 3]</returns>
    internal static byte[] Resize(ReadOnlySpan<byte> rgb, int fromWidth, int fromHeight, int width, int height)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan((uint)fromHeight, uint.MaxValue / byte.MaxValue);
        var (result, stride) = (new byte[width * height * Channels], fromWidth * Channels);
        var (across, down, area) = (
            Overlap.Of(fromWidth, width),
            Overlap.Of(fromHeight, height),
            (double)fromWidth * fromHeight
        );
        var columns = new uint[stride + Spare];
        for (var y = 0; y < height; y++)
        {
            columns.AsSpan().Clear();
            for (var i = 0; i < down[y].Count; i++)
                Add(rgb.Slice((down[y].From + i) * stride, stride), (uint)down[y].Weight(i, height), columns);
            Means(columns, across, area, result.AsSpan(y * width * Channels, width * Channels));
        }
        return result;
    }

    /// <summary>Adds a weighted row to the sums of its columns.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    static void Add(ReadOnlySpan<byte> row, uint weight, Span<uint> columns)
    {
        var from = MemoryMarshal.Cast<byte, Vector128<byte>>(row);
        var to = MemoryMarshal.Cast<uint, Vector256<uint>>(columns);
        for (var i = 0; i < from.Length; i++)
        {
            var (low, high) = Vector256.Widen(Vector256.WidenLower(from[i].ToVector256Unsafe()));
            to[2 * i] += low * weight;
            to[2 * i + 1] += high * weight;
        }
        for (var i = from.Length * Vector128<byte>.Count; i < row.Length; i++)
            columns[i] += weight * row[i];
    }

    /// <summary>
    /// One target row. The sums are whole and below 2^53; half a unit more keeps the products off the whole numbers, so
    /// that their last bits do not matter.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    static void Means(ReadOnlySpan<uint> columns, ReadOnlySpan<Overlap> across, double area, Span<byte> result)
    {
        var (half, share, between) = (
            Vector256.Create(Math.Floor(area / 2) + 0.5),
            Vector256.Create(1 / area),
            (double)across.Length
        );
        ref readonly var pixels = ref MemoryMarshal.GetReference(columns);
        for (var x = 0; x < across.Length; x++)
        {
            ref readonly var overlap = ref across[x];
            var first = overlap.From * Channels;
            var last = first + (overlap.Count - 1) * Channels;
            var inner = Vector256<ulong>.Zero;
            for (var i = first + Channels; i < last; i += Channels)
                inner += Pixel(in pixels, i);
            var sum =
                Vector256.ConvertToDouble(inner) * between
                + Vector256.ConvertToDouble(Pixel(in pixels, first)) * overlap.First
                + Vector256.ConvertToDouble(Pixel(in pixels, last)) * overlap.Last;
            var level = Vector256.ConvertToInt32Native(
                Vector256.Narrow(Vector256.Floor((sum + half) * share), default)
            );
            (result[x * Channels], result[x * Channels + 1], result[x * Channels + 2]) = (
                (byte)level[0],
                (byte)level[1],
                (byte)level[2]
            );
        }

        static Vector256<ulong> Pixel(ref readonly uint pixels, int at) =>
            Vector256.WidenLower(Vector128.LoadUnsafe(in pixels, (nuint)at).ToVector256Unsafe());
    }

    /// <summary>
    /// The source pixels under a target pixel and their weights; those between the first and the last are covered
    /// whole.
    /// </summary>
    /// <remarks>
    /// On a common scale a source pixel spans [x W', (x+1) W') and a target pixel [t W, (t+1) W), where W and W' are
    /// the two widths: overlaps are integers that sum to W.
    /// </remarks>
    readonly record struct Overlap(int From, int Count, double First, double Last)
    {
        public double Weight(int index, int between) =>
            index == 0 ? First
            : index == Count - 1 ? Last
            : between;

        public static Overlap[] Of(int length, int targets)
        {
            var overlaps = new Overlap[targets];
            for (var t = 0; t < targets; t++)
            {
                long left = (long)t * length,
                    right = left + length;
                var (from, last) = ((int)(left / targets), (int)((right - 1) / targets));
                overlaps[t] =
                    from == last
                        ? new(from, 1, length, 0)
                        : new(from, last - from + 1, (from + 1L) * targets - left, right - (long)last * targets);
            }
            return overlaps;
        }
    }
}
