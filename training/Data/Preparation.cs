using System.Security.Cryptography;
using Platform.Shared;
using Platform.Shared.Files;
using Platform.Shared.Formats;
using Platform.Shared.Imaging;
using Platform.Shared.Imaging.Formats;
using Platform.Training.Data.Duplicates;

namespace Platform.Training.Data;

/// <summary>How to make a data folder.</summary>
/// <param name="Sides">sides of the packed pixels</param>
/// <param name="Subset">take this many images at random; null for all</param>
/// <param name="Test">share that is held out</param>
/// <param name="Strict">make any rejection an error</param>
public sealed record PreparationOptions(int[] Sides, int? Subset, int Seed, SplitBy Split, double Test, bool Strict)
{
    /// <summary>How a picture becomes a square.</summary>
    public Fit Fit { get; init; }

    /// <summary>What is done to its colours.</summary>
    public ColourConstancy Colour { get; init; }

    /// <summary>What is done about photographs that show the same although no table says so.</summary>
    public NearDuplicateUse NearDuplicates { get; init; }

    internal IEnumerable<PreprocessingSpec> Specs => Sides.Select(side => new PreprocessingSpec(side, Fit, Colour));
}

/// <summary>What prepare does about near-duplicates.</summary>
public enum NearDuplicateUse
{
    /// <summary>Lists them and keeps them in one split, as photographs of one lesion.</summary>
    Join,

    /// <summary>Does not look for them.</summary>
    Ignore,
}

/// <summary>Decodes a data set once and packs it, in a folder that appears whole or not at all.</summary>
public sealed class Preparation(Catalogue catalogue, PreparationOptions options)
{
    readonly List<Rejection> rejected = [.. catalogue.Rejected];
    readonly List<string> notes = [];

    /// <summary>What is to be said of the folder that was written.</summary>
    public IReadOnlyList<string> Notes => notes;

    /// <param name="heldOut">a folder to make with copies of the held-out images, or null</param>
    /// <returns>whether that folder was made: it is not where nothing is held out</returns>
    public bool Write(string output, CancellationToken cancellation, string? heldOut = null)
    {
        AtomicFolder.CheckFree(output, "--out");
        if (heldOut is not null)
            AtomicFolder.CheckFree(heldOut, HeldOut.Option);
        var copied = false;
        AtomicFolder.Make(
            output,
            "--out",
            folder =>
            {
                Fill(folder, cancellation);
                catalogue.Source?.Write(folder);
                copied =
                    heldOut is not null
                    && HeldOut.Copy(
                        catalogue,
                        ManifestRow.Read(Path.Combine(folder, "manifest.csv")),
                        heldOut,
                        cancellation
                    );
            }
        );
        return copied;
    }

    void Fill(string folder, CancellationToken cancellation)
    {
        var images = Chosen();
        var rows = Pack(images, folder, cancellation);
        RejectConflicts(rows);
        var kept = Enumerable.Range(0, rows.Length).Where(i => rows[i] is not null).ToArray();
        foreach (var side in options.Sides)
            Compact(DataFolder.PixelFile(folder, side), kept, (long)side * side * 3);

        SplitImage[] usable = [.. kept.Select(i => new SplitImage(images[i], rows[i]!.Sha256))];
        var by =
            usable.Any(i => i.Source.Patient is not null) || options.Split != SplitBy.Patient
                ? options.Split
                : SplitBy.Lesion; // no image names a patient
        var alike = NearDuplicatesOf(folder, kept.Length, cancellation);
        var split = ImageSplit.Of(usable, by, alike?.Select(p => (p.One, p.Other)) ?? [], options.Test, options.Seed);
        ManifestRow[] manifest = [.. kept.Zip(split.Parts, (i, part) => rows[i]! with { Split = part })];
        if (alike is not null)
        {
            FolderDuplicates.Write(Path.Combine(folder, FolderDuplicates.FileName), manifest, alike);
            if (FolderDuplicates.Note(manifest, alike, by != SplitBy.Image) is { } note)
                notes.Add(note);
        }
        notes.AddRange(split.Notes);
        ManifestRow.Write(Path.Combine(folder, "manifest.csv"), manifest);
        LeftOut.Write(folder, rejected);
        if (options.Strict && rejected.Count > 0)
            throw new InputException(
                $"--strict: {rejected.Count} bad {(rejected.Count == 1 ? "row" : "rows")}, the first: "
                    + $"{rejected[0].Image}: {rejected[0].Reason}"
            );
        if (kept.Length == 0)
            throw new InputException(
                $"no usable image in {catalogue.Name}"
                    + (
                        rejected.Count > 0
                            ? $"; the first of {rejected.Count} bad rows: {rejected[0].Image}: {rejected[0].Reason}"
                            : ""
                    )
            );

        var present = manifest.Select(r => r.Label).ToHashSet();
        var info = new DataInfo
        {
            Name = catalogue.Name,
            Sides = options.Sides,
            Classes = [.. catalogue.Classes.Where(present.Contains)],
            Split = by,
            Test = split.Share,
            Seed = options.Seed,
            Subset = options.Subset,
            Images = kept.Length,
            Rejected = rejected.Count,
            Fit = options.Fit,
            Colour = options.Colour,
        };
        info.Write(folder);
        FolderSheet.Write(folder);
    }

    /// <summary>All images, or a random subset, in the catalogue's order.</summary>
    IReadOnlyList<SourceImage> Chosen()
    {
        if (options.Subset is not { } count || count >= catalogue.Images.Count)
            return catalogue.Images;
        int[] order = [.. Enumerable.Range(0, catalogue.Images.Count)];
        new Random(options.Seed).Shuffle(order);
        return [.. order.Take(count).Order().Select(i => catalogue.Images[i])];
    }

    /// <returns>a row for each image; null for one that was rejected</returns>
    ManifestRow?[] Pack(IReadOnlyList<SourceImage> images, string folder, CancellationToken cancellation)
    {
        var rows = new ManifestRow?[images.Count];
        var files = options
            .Sides.Select(side =>
                File.OpenHandle(DataFolder.PixelFile(folder, side), FileMode.CreateNew, FileAccess.ReadWrite)
            )
            .ToArray();
        try
        {
            PixelPacking.Pack("prepare", images.Count, [.. options.Specs.Zip(files)], Read, Reject, cancellation);
        }
        finally
        {
            foreach (var file in files)
                file.Dispose();
        }
        return rows;

        byte[] Read(int i)
        {
            var (image, bytes) = (images[i], images[i].Read());
            var (width, height) = ImageDecoder.UprightSize(bytes, CatalogueBuilder.Limits);
            rows[i] = new(
                image.Image,
                catalogue.Name,
                image.Lesion,
                image.Label,
                "",
                Convert.ToHexStringLower(SHA256.HashData(bytes)),
                width,
                height
            )
            {
                Subject = image.Subject,
                Patient = image.Patient ?? "",
                Licence = image.Licence ?? "",
                Kept = image.Kept,
            };
            return bytes;
        }

        void Reject(int i, ImageException reason)
        {
            rows[i] = null;
            lock (rejected)
                rejected.Add(new(images[i].Image, reason.Message));
        }
    }

    /// <summary>Two files with the same bytes and different labels say nothing about either.</summary>
    void RejectConflicts(ManifestRow?[] rows)
    {
        foreach (
            var same in rows.Where(r => r is not null)
                .GroupBy(r => r!.Sha256)
                .Where(g => g.Select(r => r!.Label).Distinct().Count() > 1)
                .ToArray()
        )
        foreach (var row in same)
        {
            rejected.Add(
                new(
                    row!.Image,
                    $"conflicting labels: the same file as "
                        + $"{string.Join(", ", same.Where(r => r != row).Select(r => $"{r!.Image} ({r.Label})"))}"
                )
            );
            rows[Array.IndexOf(rows, row)] = null;
        }
    }

    /// <returns>null where they are not looked for</returns>
    IReadOnlyList<NearDuplicate>? NearDuplicatesOf(string folder, int count, CancellationToken cancellation)
    {
        // Phantoms are drawn from one stock of patterns: each is new, however like another one it looks.
        if (options.NearDuplicates == NearDuplicateUse.Ignore || catalogue.Name == Datasets.Phantom || count == 0)
            return null;
        if (FolderDuplicates.SideOf(options.Sides) is not { } side)
        {
            notes.Add(
                $"near-duplicates are not looked for: they are at a side of {FolderDuplicates.LeastSide} pixels or more"
            );
            return null;
        }
        using var pixels = new PackedPixels(DataFolder.PixelFile(folder, side), side, count);
        return FolderDuplicates.Find(pixels, cancellation);
    }

    /// <summary>Moves the kept slots together, in place.</summary>
    static void Compact(string file, int[] kept, long bytes)
    {
        using var handle = File.OpenHandle(file, FileMode.Open, FileAccess.ReadWrite);
        var buffer = new byte[bytes];
        for (var to = 0; to < kept.Length; to++)
        {
            if (kept[to] == to)
                continue;
            RandomAccess.Read(handle, buffer, kept[to] * bytes);
            RandomAccess.Write(handle, buffer, to * bytes);
        }
        RandomAccess.SetLength(handle, kept.Length * bytes);
    }
}
