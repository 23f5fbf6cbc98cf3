using Platform.CommandLine;
using Platform.Training.Data;
using Platform.Training.Metrics;
using static TorchSharp.torch;

namespace Platform.Training.Audit;

/// <summary>
/// Looks for the training photographs in synthetic images, with held-out photographs as the yardstick.
/// </summary>
/// <param name="pixels">of the data folder that the generator was trained on</param>
/// <param name="space">of an encoder's embeddings; null to look at pixels only</param>
sealed class ImageAudit(
    DataFolder folder,
    PackedPixels pixels,
    EncoderSpace? space,
    AuditLimits limits,
    CancellationToken cancel
)
{
    /// <summary>
    /// A crop moves every pixel, so that another lesion of the same colours may lie nearer than the original.
    /// </summary>
    const int Looked = 5;

    readonly int[] train = folder.Indices("train"),
        heldOut = folder.Indices("test");

    /// <param name="files">name of each synthetic image</param>
    /// <param name="images">uint8 [S, S, 3] of each, of the side of the pixels</param>
    /// <returns>the result, and the closest pairs: (synthetic image, training image), the highest score first</returns>
    public (AuditResult Result, IReadOnlyList<(int Image, int Train)> Closest) Run(
        string dataset,
        string? generatorSha256,
        IReadOnlyList<string> files,
        IReadOnlyList<byte[]> images
    )
    {
        using var scope = NewDisposeScope();
        var (reals, others, drawn) = (
            Set("training", train),
            Set("held-out", heldOut),
            new ImageSet("synthetic", images.Count, i => images[i])
        );
        Tensor Rows(ImageSet set) => NearestReal.Rows(set.ToList(), pixels.Side);
        var (realRows, otherRows, drawnRows) = (Rows(reals), Rows(others), Rows(drawn));
        IReadOnlyList<NearestReal.Match> Nearest(string of, Tensor rows, Tensor reference) =>
            Stage(
                $"nearest ({of})",
                (int)rows.shape[0],
                report => new NearestReal(reference, NearestReal.Side).Of(rows, report)
            );

        var (drawnNear, otherNear) = (
            Nearest("synthetic", drawnRows, realRows),
            Nearest("held-out", otherRows, realRows)
        );
        List<int>[] Likest(ImageSet set, IReadOnlyList<NearestReal.Match> near) =>
            [
                .. near.AsParallel()
                    .AsOrdered()
                    .Select(
                        (m, i) =>
                            new List<int>
                            {
                                m.Nearest[
                                    Audit.CopyScore.Likest(
                                        set.Image(i),
                                        [.. m.Nearest.Take(Looked).Select(reals.Image)],
                                        pixels.Side
                                    )
                                ],
                            }
                    ),
            ];
        var candidates = (Drawn: Likest(drawn, drawnNear), Others: Likest(others, otherNear));
        string[] lesions = [.. train.Concat(heldOut).Select(i => folder.Rows[i].Lesion)];
        var spaces = new List<AuditSpace>
        {
            new(
                "pixels",
                MembershipInference.Of(
                    [.. Nearest("training to synthetic", realRows, drawnRows).Select(m => (double)m.Distance)],
                    [.. Nearest("held-out to synthetic", otherRows, drawnRows).Select(m => (double)m.Distance)],
                    lesions
                ),
                Memorisation.Of(
                    [.. drawnNear.Select(m => (double)m.Ratio)],
                    [.. otherNear.Select(m => (double)m.Ratio)]
                )
            ),
        };
        if (space is not null)
        {
            Tensor Embed(ImageSet set) =>
                Stage($"embed ({set.Name})", set.Count, report => space.Embed(set, pixels.Side, report));
            var (real, other, synthetic) = (Embed(reals), Embed(others), Embed(drawn));
            var (near, held) = (NearestEmbedding.Of(synthetic, real), NearestEmbedding.Of(other, real));
            for (var i = 0; i < near.Count; i++)
                candidates.Drawn[i].Add(near[i].Nearest);
            for (var i = 0; i < held.Count; i++)
                candidates.Others[i].Add(held[i].Nearest);
            spaces.Add(
                new(
                    "embeddings",
                    MembershipInference.Of(
                        [.. NearestEmbedding.Of(real, synthetic).Select(m => m.Distance)],
                        [.. NearestEmbedding.Of(other, synthetic).Select(m => m.Distance)],
                        lesions
                    ),
                    Memorisation.Of([.. near.Select(m => m.Distance)], [.. held.Select(m => m.Distance)])
                )
            );
        }
        var (scores, yardstick) = (
            Score("synthetic", drawn, candidates.Drawn),
            Score("held-out", others, candidates.Others)
        );
        int[] order = [.. Enumerable.Range(0, images.Count).OrderByDescending(i => scores[i].Score)];
        return (
            new(
                dataset,
                generatorSha256,
                folder.ManifestSha256,
                space?.FrechetName[3..],
                images.Count,
                train.Length,
                heldOut.Length,
                [
                    .. order
                        .Where(i => scores[i].Score > limits.CopyScore)
                        .Select(i => new FoundCopy(
                            files[i],
                            folder.Rows[train[scores[i].Train]].Image,
                            scores[i].Score
                        )),
                ],
                yardstick.Count(s => s.Score > limits.CopyScore) / (double)heldOut.Length,
                spaces,
                limits
            ),
            [.. order.Select(i => (i, scores[i].Train))]
        );
    }

    /// <summary>The best score of each image over the training images that are nearest to it.</summary>
    (double Score, int Train)[] Score(string of, ImageSet set, IReadOnlyList<List<int>> candidates) =>
        Stage(
            $"details ({of})",
            set.Count,
            report =>
            {
                var best = new (double Score, int Train)[set.Count];
                var done = 0;
                Parallel.For(
                    0,
                    set.Count,
                    i =>
                    {
                        best[i] = candidates[i]
                            .Distinct()
                            .Select(c => (CopyScore.Of(set.Image(i), pixels.Image(train[c]).ToArray(), pixels.Side), c))
                            .Max();
                        lock (best)
                            report(++done);
                    }
                );
                return best;
            }
        );

    T Stage<T>(string title, int total, Func<Action<int>, T> work) =>
        Progress.Run($"audit: {title}", total, "images", cancel, work);

    ImageSet Set(string name, int[] rows) => new(name, rows.Length, i => pixels.Image(rows[i]).ToArray());
}
