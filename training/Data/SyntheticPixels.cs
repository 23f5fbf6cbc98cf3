using System.Security.Cryptography;
using System.Text;
using Platform.CommandLine;
using Platform.Shared;
using Platform.Shared.Files;
using Platform.Shared.Imaging;

namespace Platform.Training.Data;

/// <summary>
/// Synthetic images of one side, mapped into memory from disk: packed pixels as they are, anything else decoded once to
/// a cache beside the set. So a run shuffles the whole set, however large, and resumes exactly. Where nothing can be
/// written beside the set, each run decodes it to a temporary file of its own, which has no name any more when the run
/// begins.
/// </summary>
public sealed class SyntheticPixels : IDisposable
{
    const string CacheFolder = ".packed";
    const int Chunk = 256; // images decoded at once; what the first reading holds in memory
    readonly PackedPixels[] parts;
    readonly int[] starts;

    SyntheticPixels(PackedPixels[] parts, int count)
    {
        this.parts = parts;
        starts = new int[parts.Length];
        for (var i = 1; i < parts.Length; i++)
            starts[i] = starts[i - 1] + parts[i - 1].Count;
        Count = count;
    }

    public int Count { get; private init; }

    /// <summary>uint8 [S, S, 3]; valid until disposal.</summary>
    public ReadOnlySpan<byte> Image(int index)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(index);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, Count);
        var at = Array.BinarySearch(starts, index);
        if (at < 0)
            at = ~at - 1;
        return parts[at].Image(index - starts[at]);
    }

    /// <param name="path">a set that generate or sample made, in any format, or a folder of images</param>
    /// <param name="spec">how the photographs beside it were treated</param>
    /// <exception cref="InputException">
    /// Nothing there, not complete, like photographs that were treated otherwise, or an image that cannot be used.
    /// </exception>
    public static SyntheticPixels Open(string path, PreprocessingSpec spec, CancellationToken cancel = default) =>
        Open(path, SyntheticSource.Of(path, spec), spec.Side, cancel);

    /// <param name="source">of the folder</param>
    /// <exception cref="InputException">An image cannot be used.</exception>
    public static SyntheticPixels Open(string path, SyntheticSource source, int side, CancellationToken cancel)
    {
        var folders = SyntheticSource.PackedFolders(path);
        if (folders.Count > 0 && source.Files.All(f => Path.GetFileName(f) == $"pixels.{side}.bin"))
            return Join([.. folders.Select(f => DataFolder.Open(f).Pixels(side))]);
        var key = Key(source, side);
        var cache = Path.Combine(path, CacheFolder);
        if (File.Exists(Path.Combine(cache, key)))
            return Map(Path.Combine(cache, key), side);
        if (CanWrite(cache))
        {
            foreach (var old in Directory.EnumerateFiles(cache, $"{side}-*.bin"))
                File.Delete(old);
            return Map(Decode(path, cache, key, source, cancel), side);
        }
        using var temporary = new TemporaryFolder("packed"); // its pages stay mapped when it is gone
        return Map(Decode(path, temporary.Path, key, source, cancel), side);
    }

    static SyntheticPixels Map(string file, int side) =>
        Join([new(file, side, checked((int)(new FileInfo(file).Length / (side * side * 3L))))]);

    /// <summary>The first of them, which a larger number holds too.</summary>
    public SyntheticPixels First(int count) => new(parts, count);

    static SyntheticPixels Join(PackedPixels[] parts) => new(parts, checked(parts.Sum(p => p.Count)));

    /// <summary>Changes with any file's name, length or time of writing, and with what is done to the images.</summary>
    static string Key(SyntheticSource source, int side)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var info in source.Files.Select(f => new FileInfo(f)))
            hash.AppendData(Encoding.UTF8.GetBytes($"{info.FullName}\n{info.Length} {info.LastWriteTimeUtc.Ticks}\n"));
        if (source.Treated is { IsPlain: false } treated)
            hash.AppendData(Encoding.UTF8.GetBytes(treated.Options));
        return $"{side}-{Convert.ToHexStringLower(hash.GetHashAndReset())[..16]}.bin";
    }

    static string Decode(string path, string folder, string key, SyntheticSource source, CancellationToken cancel)
    {
        var target = Path.Combine(folder, key);
        using var progress = new ProgressLine("read synthetic images", source.Images, "images");
        AtomicFile.Write(
            target,
            file =>
            {
                var done = 0L;
                progress.Report(done);
                foreach (var chunk in source.Contents.Chunk(Chunk))
                {
                    cancel.ThrowIfCancellationRequested();
                    foreach (var image in DecodeAll(chunk))
                        file.Write(image);
                    progress.Report(done += chunk.Length);
                }
                if (done == 0)
                    throw new InputException($"--synthetic {path}: no image in it");
            }
        );
        return target;
    }

    /// <summary>uint8 [S, S, 3] of each, decoded side by side.</summary>
    /// <exception cref="InputException">One cannot be used.</exception>
    public static byte[][] DecodeAll(IReadOnlyList<SyntheticImage> chunk)
    {
        var images = new byte[chunk.Count][];
        try
        {
            Parallel.For(0, chunk.Count, i => images[i] = chunk[i].Decode());
        }
        catch (AggregateException e)
            when (e.InnerExceptions.OfType<InputException>().MinBy(x => x.Message, StringComparer.Ordinal) is { } first)
        {
            throw first;
        }
        return images;
    }

    static bool CanWrite(string folder)
    {
        try
        {
            Directory.CreateDirectory(folder);
            FileLock.Try(Path.Combine(folder, $".{Environment.ProcessId}"), deletes: true)?.Dispose();
            return true;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    public void Dispose()
    {
        foreach (var part in parts)
            part.Dispose();
    }
}
