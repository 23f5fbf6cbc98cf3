using System.Runtime.InteropServices;
using SkiaSharp;

namespace Platform.Shared.Imaging;

/// <summary>
/// An encoded image for Skia's decoder that seems to end when it is cancelled: a decoder that reads as it works then
/// stops at its next read.
/// </summary>
/// <remarks>
/// Any length may be asked for, also by a damaged file: nothing is thrown into native code. How often a decoder reads
/// is its own: libjpeg at the end of what it was given last, libpng every 4 KiB; WebP and run lengths are read whole.
/// </remarks>
/// <param name="most">bytes of a read: the less, the sooner a decoder that takes what there is hears of the end</param>
sealed class InterruptibleStream(byte[] bytes, int most, CancellationToken cancel) : SKAbstractManagedStream
{
    int position;

    protected override IntPtr OnRead(IntPtr buffer, IntPtr size) => Take(buffer, size, most, moves: true);

    protected override IntPtr OnPeek(IntPtr buffer, IntPtr size) => Take(buffer, size, int.MaxValue, moves: false);

    protected override bool OnIsAtEnd() => position == bytes.Length || cancel.IsCancellationRequested;

    protected override bool OnHasPosition() => true;

    protected override bool OnHasLength() => true;

    protected override IntPtr OnGetPosition() => position;

    protected override IntPtr OnGetLength() => bytes.Length;

    protected override bool OnRewind() => GoTo(0);

    protected override bool OnSeek(IntPtr to) => GoTo(to);

    protected override bool OnMove(int by) => GoTo((long)position + by);

    protected override IntPtr OnCreateNew() => 0;

    protected override IntPtr OnDuplicate() => 0;

    protected override IntPtr OnFork() => 0;

    bool GoTo(long to)
    {
        position = (int)Math.Clamp(to, 0, bytes.Length);
        return true;
    }

    /// <param name="buffer">0: the bytes are skipped</param>
    int Take(IntPtr buffer, nint size, int limit, bool moves)
    {
        if (cancel.IsCancellationRequested)
            return 0;
        var count = (int)Math.Clamp(size, 0, Math.Min(bytes.Length - position, buffer == 0 ? int.MaxValue : limit));
        if (buffer != 0)
            Marshal.Copy(bytes, position, buffer, count);
        if (moves)
            position += count;
        return count;
    }
}
