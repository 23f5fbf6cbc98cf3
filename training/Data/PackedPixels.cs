using System.IO.MemoryMappedFiles;
using Platform.Shared;

namespace Platform.Training.Data;

/// <summary>Decoded images of one side in one file, uint8 [N, S, S, 3], mapped into memory.</summary>
public sealed unsafe class PackedPixels : IDisposable
{
    readonly MemoryMappedFile file;
    readonly MemoryMappedViewAccessor view;
    readonly byte* start;

    public int Side { get; }
    public int Count { get; }
    long Bytes => (long)Side * Side * 3;

    public PackedPixels(string path, int side, int count)
    {
        (Side, Count) = (side, count);
        if (!File.Exists(path))
            throw new InputException($"{path}: missing");
        if (new FileInfo(path).Length is var length && length != count * Bytes)
            throw new InputException(
                $"{path}: {length:N0} bytes, but manifest.csv lists {count:N0} images of {Bytes:N0}; run prepare again"
            );
        file = MemoryMappedFile.CreateFromFile(path, FileMode.Open, null, 0, MemoryMappedFileAccess.Read);
        view = file.CreateViewAccessor(0, 0, MemoryMappedFileAccess.Read);
        view.SafeMemoryMappedViewHandle.AcquirePointer(ref start);
    }

    /// <summary>uint8 [S, S, 3]; valid until disposal.</summary>
    public ReadOnlySpan<byte> Image(int index)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(index);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, Count);
        return new(start + index * Bytes, (int)Bytes);
    }

    public void Dispose()
    {
        view.SafeMemoryMappedViewHandle.ReleasePointer();
        view.Dispose();
        file.Dispose();
    }
}
