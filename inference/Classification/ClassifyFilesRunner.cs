using Platform.CommandLine;
using Platform.Inference.Configuration;
using Platform.Shared;
using Platform.Shared.Bundles;
using Platform.Shared.Files;
using Platform.Shared.Imaging.Formats;
using Platform.Shared.Trust;

namespace Platform.Inference.Classification;

/// <summary>What became of one image.</summary>
/// <param name="Error">why it could not be used; null where it was classified</param>
sealed record ImageAnswer(string Image, Classified? Classified, string? Error);

/// <summary>Classifies images by a published bundle, from a request to answers.</summary>
/// <remarks>Progress, and which version was taken, go to standard error.</remarks>
sealed class ClassifyFilesRunner : IDisposable
{
    readonly ClassifyFilesRequest request;
    readonly Bundle bundle;
    readonly IReadOnlyList<string> files;
    readonly IReadOnlyList<UnusableFile> unusable;

    /// <exception cref="InputException">Something that was asked for is not there, or does not go together.</exception>
    public ClassifyFilesRunner(ClassifyFilesRequest request)
    {
        this.request = OptionRanges.Check(request);
        if (request.Prevalence is { } stated)
            PredictiveShares.Prevalence(stated);
        (files, unusable) = Find(request.Images);
        if (request.Explain is { } picture)
            AtomicFile.CheckFolder(picture, "--explain");
        bundle = Bundle.Load(request.Bundle, new() { Provider = request.Provider });
        BundleChoice.Say(request.Bundle, bundle);
        Sides = SideShares.Of(bundle.Manifest, request.Prevalence);
        if (Refusal() is not { } refusal)
            return;
        bundle.Dispose();
        throw new InputException(refusal);
    }

    public BundleManifest Manifest => bundle.Manifest;

    /// <summary>What the thresholds of the score of malignancy say at the site; null where it states nothing.</summary>
    public IReadOnlyList<SideShares>? Sides { get; }

    /// <summary>What the bundle cannot answer of what is asked; null where it can.</summary>
    string? Refusal() =>
        request.Prior != Prior.Own && bundle.Manifest.Trust?.Priors is null
            ? $"--prior: {request.Bundle} does not say for which class shares its probabilities are; leave it out"
        : request.Prevalence is not null && Sides is null
            ? $"--prevalence: {request.Bundle} has no score of malignancy whose sensitivity and specificity were "
                + "measured on held-out lesions; leave it out"
        : null;

    /// <param name="answered">hears what became of each image, in order; files that are no images come first</param>
    /// <returns>how many images were classified, and how many could not be used</returns>
    public (int Classified, int Failed) Run(Action<ImageAnswer> answered, CancellationToken cancel)
    {
        var classifier = new Classifier(bundle, request.Limits, request.Prior);
        var answers = files
            .AsParallel()
            .AsOrdered()
            .WithDegreeOfParallelism(Math.Min(Environment.ProcessorCount, 512))
            .WithMergeOptions(ParallelMergeOptions.NotBuffered)
            .WithCancellation(cancel)
            .Select(f => Classify(classifier, f));
        using var progress = files.Count > 1 ? new ProgressLine("classify", files.Count, "images") : null;
        foreach (var (file, reason) in unusable)
            answered(new(file.Path, null, reason));
        int done = 0,
            failed = 0;
        foreach (var answer in answers)
        {
            if (answer.Error is not null)
                failed++;
            answered(answer);
            progress?.Report(++done);
        }
        return (files.Count - failed, failed + unusable.Count);
    }

    /// <summary>Writes the picture of what speaks for a class in the one image.</summary>
    /// <returns>the code of the class</returns>
    /// <exception cref="InputException">There is more than one image, or no such class.</exception>
    public string Explain(string target)
    {
        if (files.Count != 1)
            throw new InputException($"--explain: {files.Count} images; give one");
        var (classifier, encoded) = (
            new Classifier(bundle, request.Limits, request.Prior),
            ImageFile.Read(files[0], request.Limits)
        );
        var code = request.ExplainClass ?? classifier.Classify(encoded).Predictions[0].Code;
        var index = bundle.Manifest.Classes.Select(c => c.Code).ToList().IndexOf(code);
        if (index < 0)
            throw new InputException(
                $"--explain-class {code}: the classes are "
                    + $"{string.Join(", ", bundle.Manifest.Classes.Select(c => c.Code))}"
            );
        AtomicFile.Create(target, classifier.Explain(encoded, index), "--explain");
        return code;
    }

    public void Dispose() => bundle.Dispose();

    ImageAnswer Classify(Classifier classifier, string file)
    {
        try
        {
            return new(file, classifier.Classify(ImageFile.Read(file, request.Limits)), null);
        }
        catch (Exception e) when (e is ImageException or IOException or UnauthorizedAccessException)
        {
            return new(file, null, e.Message.ReplaceLineEndings(" "));
        }
    }

    static (IReadOnlyList<string> Files, IReadOnlyList<UnusableFile> Unusable) Find(IReadOnlyList<string> paths)
    {
        var found = paths.Select(Find).ToArray();
        return ([.. found.SelectMany(f => f.Files)], [.. found.SelectMany(f => f.Unusable)]);
    }

    /// <summary>The file itself, or a folder's images with those of its subfolders, in ordinal order.</summary>
    static (IReadOnlyList<string> Files, IReadOnlyList<UnusableFile> Unusable) Find(string path)
    {
        if (File.Exists(path))
            return ([path], []);
        if (!Directory.Exists(path))
            throw new InputException($"{path}: no such file or folder");
        var folder = ImageFolder.Walk(path);
        return folder.Images.Count + folder.Unusable.Count > 0
            ? ([.. folder.Images.Select(f => f.Path)], folder.Unusable)
            : throw new InputException($"{path}: no image in it; found {folder.Found}");
    }
}
