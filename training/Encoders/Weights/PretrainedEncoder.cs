using Platform.Shared;
using Platform.Shared.Bundles;

namespace Platform.Training.Encoders.Weights;

/// <summary>What <c>--init</c> names: weights for encoders, and where they come from.</summary>
sealed class PretrainedEncoder : IDisposable
{
    public const string Drawn = "drawn",
        ImageNet = "imagenet";
    const string NotStated = "not stated in the file";
    readonly ITensorFile file;
    readonly string path;

    PretrainedEncoder(ITensorFile file, string path, InitialWeights description) =>
        (this.file, this.path, Description) = (file, path, description);

    public InitialWeights Description { get; }

    /// <param name="init">imagenet, or a file of weights</param>
    /// <param name="normalisation">
    /// what a file's weights expect; null goes by what it says itself, else <see cref="FilePixels.Torchvision"/>
    /// </param>
    /// <exception cref="InputException">
    /// No such file, one of another format, or a normalisation that contradicts what is known of the weights.
    /// </exception>
    public static PretrainedEncoder Open(string init, FilePixels? normalisation)
    {
        if (init != ImageNet)
            return OfFile(init, normalisation);
        if (normalisation is not null)
            throw new InputException($"{FilePixelsOption}: of weights in a file; leave it out with --init {ImageNet}");
        var imageNet = ImageNetFile.Open();
        return new(
            imageNet,
            $"--init {ImageNet}",
            new(
                ImageNet,
                ImageNetFile.Sha256,
                $"ResNet-18 of the package {ImageNetFile.Package} {ImageNetFile.PackageVersion}, its first eight "
                    + "blocks, trained on ImageNet",
                "MIT, Copyright (c) .NET Foundation and Contributors; ImageNet's own terms are for non-commercial "
                    + "research",
                imageNet.Normalisation
            )
        );
    }

    public const string FilePixelsOption = "--init-pixels";

    static PretrainedEncoder OfFile(string path, FilePixels? asked)
    {
        if (!File.Exists(path))
            throw new InputException(
                $"--init {path}: no such file; give {ImageNet}, or a file of weights by torchvision's names"
            );
        var sha256 = BundleFiles.Sha256(path);
        var file = TensorFiles.Open(path);
        try
        {
            var stated = WeightsMetadata.Normalisation(file.Metadata, path);
            var given = asked is { } pixels ? Of(pixels) : null;
            if (stated is not null && given is not null && given != stated)
                throw new InputException(
                    $"{FilePixelsOption}: {path} says itself what its weights expect, and something else; leave it out"
                );
            return new(
                file,
                path,
                new(
                    Path.GetFileName(path),
                    sha256,
                    file.Metadata.GetValueOrDefault(WeightsMetadata.Source) ?? NotStated,
                    file.Metadata.GetValueOrDefault(WeightsMetadata.Licence) ?? NotStated,
                    stated ?? given ?? PixelNormalisation.Torchvision,
                    file.Metadata.GetValueOrDefault(WeightsMetadata.ManifestSha256),
                    bool.TryParse(file.Metadata.GetValueOrDefault(WeightsMetadata.SawTest), out var saw) ? saw : null
                )
            );
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    static PixelNormalisation Of(FilePixels pixels) =>
        pixels == FilePixels.Torchvision ? PixelNormalisation.Torchvision : PixelNormalisation.None;

    /// <summary>A new encoder that holds the weights; it is the caller's.</summary>
    /// <exception cref="InputException">They are not those of this network.</exception>
    public ResNet18 Create()
    {
        var encoder = new ResNet18 { Normalisation = Description.Normalisation };
        try
        {
            TorchvisionNames.Load(file, path, encoder);
            return encoder;
        }
        catch
        {
            encoder.Dispose();
            throw;
        }
    }

    public void Dispose() => file.Dispose();
}

/// <summary>What the weights of a file that does not say so expect of a picture.</summary>
public enum FilePixels
{
    /// <summary><see cref="PixelNormalisation.Torchvision"/></summary>
    Torchvision,

    /// <summary><see cref="PixelNormalisation.None"/>: values from 0 to 1</summary>
    Unit,
}
