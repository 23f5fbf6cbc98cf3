using System.Security.Cryptography;
using Microsoft.Win32.SafeHandles;
using Platform.Shared;
using Platform.Shared.Files;
using Platform.Shared.Imaging;
using Platform.Shared.Imaging.Formats;

namespace Platform.Training.Data;

/// <summary>Packs the images of a data folder at further sides. Manifest, splits and hash stay as they are.</summary>
public sealed class AddedSides(string path, DataFolder folder, Catalogue catalogue)
{
    /// <returns>the sides that were added, which are those that were not there</returns>
    /// <exception cref="InputException">
    /// An image is missing, has changed or cannot be decoded: nothing is added then.
    /// </exception>
    public int[] Add(int[] sides, CancellationToken cancellation)
    {
        int[] added = [.. sides.Except(folder.Info.Sides)];
        if (added.Length == 0)
            return added;
        PendingFile[] files = [.. added.Select(s => new PendingFile(DataFolder.PixelFile(path, s)))];
        try
        {
            Pack(
                [.. added.Zip(files, (side, file) => (folder.Info.Preprocessing(side), file.Stream.SafeFileHandle))],
                cancellation
            );
            foreach (var file in files)
                file.Commit();
            (folder.Info with { Sides = [.. folder.Info.Sides, .. added] }).Write(path);
            return added;
        }
        finally
        {
            foreach (var file in files)
                file.Dispose();
        }
    }

    void Pack((PreprocessingSpec Spec, SafeFileHandle File)[] files, CancellationToken cancellation)
    {
        var images = catalogue.Images.ToDictionary(i => i.Image);
        var failures = new SortedDictionary<int, string>();
        PixelPacking.Pack(
            "prepare",
            folder.Rows.Count,
            files,
            Read,
            (i, e) =>
            {
                lock (failures)
                    failures.Add(i, e.Message);
            },
            cancellation
        );
        if (failures.Count > 0)
            throw new InputException(
                $"{path}: nothing was added: {failures.Count:N0} of its {folder.Rows.Count:N0} "
                    + "images are not as they were packed; "
                    + $"the first: {folder.Rows[failures.First().Key].Image}: {failures.First().Value}"
            );

        byte[] Read(int i)
        {
            var row = folder.Rows[i];
            if (!images.TryGetValue(row.Image, out var image))
                throw new ImageException("not in the source any more");
            var bytes = image.Read();
            return Convert.ToHexStringLower(SHA256.HashData(bytes)) == row.Sha256
                ? bytes
                : throw new ImageException("the file has changed");
        }
    }
}
