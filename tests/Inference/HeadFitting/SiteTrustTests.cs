using Platform.Inference.HeadFitting;
using Platform.Shared.Head;
using Platform.Shared.Taxonomy;
using Platform.Shared.Trust;

namespace Platform.Inference.Tests.HeadFitting;

public sealed class SiteTrustTests
{
    static readonly Diagnosis[] Classes = [Diagnosis.Named("bkl"), Diagnosis.Named("mel"), Diagnosis.Named("nv")];

    static LocalImages Images(IReadOnlyList<int> labels, params Diagnosis[] classes) =>
        new("site", classes, [.. labels.Select((_, i) => $"{i}.png")], labels);

    /// <summary>Right in three of four images, and surer of it than that.</summary>
    static float[][] Answers(int[] labels, int classes) =>
        [
            .. labels.Select(
                (label, i) =>
                {
                    var said = i % 4 == 3 ? (label + 1) % classes : label;
                    return Enumerable
                        .Range(0, classes)
                        .Select(c => c == said ? 0.98f : 0.02f / (classes - 1))
                        .ToArray();
                }
            ),
        ];

    [Fact]
    public void Of_AHeadThatIsTooSure_CalibratesIt_AndKnowsTheSharesOfTheSite()
    {
        int[] labels = [.. Enumerable.Range(0, 120).Select(i => i % 6 < 4 ? 2 : i % 6 - 4)];
        var answers = Answers(labels, 3);
        var trust = SiteTrust.Of(TinyBundle.Manifest(), Images(labels, Classes), answers);
        Assert.True(trust.Calibration.Temperature > 1.3);
        Assert.Equal([20 / 120.0, 20 / 120.0, 80 / 120.0], trust.Priors!.Training);
        Assert.Equal(trust.Priors.Training, trust.Priors.Answer);
        Assert.Equal([false, true, false], trust.Malignancy!.Malignant);
        Assert.Equal(OperatingPoints.Sensitivities, trust.Malignancy.Points.Select(p => p.Sensitivity));
        Assert.Equal(20, trust.Malignancy.Images);
        Assert.Empty(trust.Notes);

        // By hand: the scores of the 20 malignant images, softened; the ceil(21 * 0.9) = 19th largest.
        double Softened(float p) => Math.Pow(p, 1 / trust.Calibration.Temperature);
        var scores = answers
            .Where((_, i) => labels[i] == 1)
            .Select(p => Softened(p[1]) / p.Sum(Softened))
            .OrderDescending()
            .ToArray();
        Assert.Equal(scores[18], trust.Malignancy.Points[0].Threshold, 1e-5);
    }

    [Fact]
    public void Of_ABundleWithAScore_KeepsWhatCountsAsMalignant()
    {
        int[] labels = [.. Enumerable.Range(0, 60).Select(i => i % 3)];
        var old = TinyBundle.Manifest() with
        {
            Classes = Classes,
            Trust = new()
            {
                Priors = new([0.2, 0.3, 0.5], [0.2, 0.3, 0.5]),
                Malignancy = new([true, true, false], [new(0.8, 0.1)], 9),
            },
        };
        var trust = SiteTrust.Of(old, Images(labels, Classes), Answers(labels, 3));
        Assert.Equal([true, true, false], trust.Malignancy!.Malignant);
        Assert.Equal([0.8], trust.Malignancy.Points.Select(p => p.Sensitivity));

        // Without its one benign class there is nothing to tell apart.
        int[] two = [.. Enumerable.Range(0, 60).Select(i => i % 2)];
        var rest = SiteTrust.Of(old, Images(two, Classes[..2]), Answers(two, 2));
        Assert.Null(rest.Malignancy);
        Assert.Equal(["There is no score of malignancy: of bkl, mel, all or none count as malignant."], rest.Notes);
    }

    [Fact]
    public void Of_TooFewImages_SaysSo()
    {
        int[] labels = [.. Enumerable.Range(0, 19).Select(i => i % 3)];
        var trust = SiteTrust.Of(TinyBundle.Manifest(), Images(labels, Classes), Answers(labels, 3));
        Assert.Equal(CalibrationSpec.None, trust.Calibration);
        Assert.Null(trust.Priors);
        Assert.Equal(
            ["The head is not calibrated, and has no score of malignancy: 19 images, and 20 are needed."],
            trust.Notes
        );
    }
}
