using Platform.CommandLine;
using Platform.Shared;
using Platform.Shared.Bundles;

namespace Platform.Inference.HeadFitting;

/// <summary>The old and the new head on a site's images that neither has seen.</summary>
/// <param name="Images">all of the site's images</param>
/// <param name="Groups">lesions or patients among them</param>
/// <param name="Seen">images that the old head was fitted on, or others of their lesion or patient</param>
/// <param name="Asked">those that both heads can be asked about fairly: nearly always all of them</param>
/// <param name="Old">probabilities [C] of each image that is asked about, by the old head</param>
/// <param name="New">the same by the new one</param>
/// <param name="L2">what the new head is fitted with</param>
/// <param name="OutOfFold">probabilities [C] of each of the site's images, by a new head that has not seen it</param>
sealed record HeadComparison(
    int Images,
    int Groups,
    int Folds,
    int Seen,
    LocalImages Asked,
    float[][] Old,
    float[][] New,
    float L2,
    IReadOnlyList<float[]> OutOfFold
)
{
    public HeadScores Before { get; } = HeadScores.Of(Old, Asked.Labels, Asked.Classes.Count);
    public HeadScores After { get; } = HeadScores.Of(New, Asked.Labels, Asked.Classes.Count);

    /// <param name="groups">lesion or patient of each image</param>
    /// <exception cref="InputException">No image can be asked about fairly.</exception>
    public static HeadComparison Of(
        Bundle bundle,
        SiteEmbeddings local,
        IReadOnlyList<string> groups,
        int count,
        int seed,
        CancellationToken cancel
    )
    {
        var (images, embeddings) = (local.Images, local.Embeddings);
        string[] codes = [.. images.Classes.Select(c => c.Code)];
        var folds = HeadFitting.Folds.Of(groups, images.Labels, codes, count, seed);
        int[] kept = [.. codes.Select(code => bundle.Manifest.Classes.Select(c => c.Code).ToList().IndexOf(code))];
        var previous = new PreviousHead(bundle.Head, kept, SeenImages.Of(bundle, images, groups, out var unknown));
        if (unknown)
            Console.Error.WriteLine(
                $"warning: {bundle.Folder}: its head was fitted on images of a site by a release "
                    + "that did not write down which; where they are among these, the old head's figures flatter it"
            );
        var (result, answers) = Progress.Run(
            "cross-validate",
            CrossValidation.Fits(count) + previous.Fits(images.Labels, folds, count),
            "fits",
            cancel,
            report =>
            {
                var done = 0;
                void Report() => report(++done);
                var found = CrossValidation.Run(embeddings, images.Labels, codes.Length, folds, count, Report, cancel);
                return (found, previous.Answers(embeddings, images.Labels, folds, count, found, Report, cancel));
            }
        );
        int[] asked = [.. Enumerable.Range(0, answers.Length).Where(i => answers[i] is not null)];
        if (asked.Length == 0)
            throw new InputException(
                "the old head has seen all of these lesions or patients, "
                    + "and too few of them to be fitted again without each; add images of others"
            );
        return new(
            images.Files.Count,
            groups.Distinct().Count(),
            count,
            previous.Seen,
            images.Keep(asked),
            [.. asked.Select(i => answers[i]!)],
            [.. asked.Select(i => result.OutOfFold[i])],
            result.L2,
            result.OutOfFold
        );
    }
}
