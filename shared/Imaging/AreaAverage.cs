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

    /// <summary>Sums of a column are of 32 bits, and those of a frame are exact in a double.</summary>
    const double MostOfColumn = uint.MaxValue / byte.MaxValue,
        MostOfFrame = (1L << 53) / byte.MaxValue;

    /// <summary>Whether a frame is not too long; a picture of many million pixels in a row is.</summary>
    internal static bool CanResize(Frame frame) =>
        frame.Down.Length <= MostOfColumn && (double)frame.Across.Length * frame.Down.Length <= MostOfFrame;

    /// <returns>uint8 [height, width, 3]</returns>
    public static byte[] Resize(PixelImage image, int width, int height) =>
        Resize(image.Rgb, image.Width, Frame.Of(Fit.Squash, image.Width, image.Height), width, height);

    /// <param name="rgb">uint8 [H, fromWidth, 3]</param>
    /// <param name="frame">the part of it that is resized</param>
    /// <returns>uint8 [height, width, 3]</returns>
    internal static byte[] Resize(ReadOnlySpan<byte> rgb, int fromWidth, Frame frame, int width, int height)
    {
        if (!CanResize(frame))
            throw new ArgumentOutOfRangeException(nameof(frame), frame, "It is too long.");
        var (result, stride) = (new byte[width * height * Channels], fromWidth * Channels);
        var (across, down, area) = (
            Overlap.Of(frame.Across, fromWidth, width),
            Overlap.Of(frame.Down, rgb.Length / stride, height),
            (double)frame.Across.Length * frame.Down.Length
        );
        var first = across[0].From; // columns outside the frame are not summed
        var used = (across[^1].From + across[^1].Count - first) * Channels;
        var columns = new uint[used + Spare];
        for (var y = 0; y < height; y++)
        {
            columns.AsSpan().Clear();
            for (var i = 0; i < down[y].Count; i++)
                Add(
                    rgb.Slice((down[y].From + i) * stride + first * Channels, used),
                    (uint)down[y].Weight(i, height * frame.Down.Parts),
                    columns
                );
            Means(
                columns,
                across,
                first,
                width * frame.Across.Parts,
                area,
                result.AsSpan(y * width * Channels, width * Channels)
            );
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
    static void Means(
        ReadOnlySpan<uint> columns,
        ReadOnlySpan<Overlap> across,
        int firstColumn,
        double between,
        double area,
        Span<byte> result
    )
    {
        var (half, share) = (Vector256.Create(Math.Floor(area / 2) + 0.5), Vector256.Create(1 / area));
        ref readonly var pixels = ref MemoryMarshal.GetReference(columns);
        for (var x = 0; x < across.Length; x++)
        {
            ref readonly var overlap = ref across[x];
            var first = (overlap.From - firstColumn) * Channels;
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
    /// On a common scale of 1/T of a part of a pixel, T the number of target pixels, a source pixel of P parts spans
    /// [x P T, (x+1) P T) and a target pixel [F T + t L, F T + (t+1) L), where the frame begins at F and is L long:
    /// overlaps are integers that sum to L. The first and the last source pixel reach as far as the frame does.
    /// </remarks>
    readonly record struct Overlap(int From, int Count, double First, double Last)
    {
        public double Weight(int index, int between) =>
            index == 0 ? First
            : index == Count - 1 ? Last
            : between;

        public static Overlap[] Of(Extent extent, int pixels, int targets)
        {
            var overlaps = new Overlap[targets];
            var pixel = (long)extent.Parts * targets;
            for (var t = 0; t < targets; t++)
            {
                long left = (long)extent.From * targets + (long)t * extent.Length,
                    right = left + extent.Length;
                var (from, last) = (At(left), At(right - 1));
                overlaps[t] =
                    from == last
                        ? new(from, 1, extent.Length, 0)
                        : new(from, last - from + 1, (from + 1L) * pixel - left, right - last * pixel);
            }
            return overlaps;

            int At(long place) => (int)Math.Clamp(place / pixel, 0, pixels - 1);
        }
    }
}
