using Platform.Shared;
using Platform.Training.Data;
using Calibrations = Platform.Shared.Trust.Calibration;

namespace Platform.Training.Head;

/// <summary>The labelled rows of a data folder, training rows first.</summary>
/// <param name="Rows">Indices into the folder's rows.</param>
/// <param name="Labels">Class index of each.</param>
/// <param name="Lesions">Lesion of each.</param>
/// <param name="TrainCount">How many of them are for training; the others are held out.</param>
public sealed record LabelledImages(int[] Rows, int[] Labels, string[] Lesions, int TrainCount)
{
    /// <summary>Fewer images to calibrate on say nothing: all are for fitting then.</summary>
    public const int FewestToCalibrate = Calibrations.FewestImages;

    /// <exception cref="InputException">No labels, no held-out images, or a class without a training image.</exception>
    public static LabelledImages Of(DataFolder folder, string path)
    {
        int[] Labelled(string split) => [.. folder.Indices(split).Where(i => folder.Labels[i] >= 0)];
        var (train, test) = (Labelled("train"), Labelled("test"));
        if (folder.Classes.Count == 0 || train.Length + test.Length == 0)
            throw new InputException($"{path}: the images have no labels; a head needs a labelled data set");
        if (folder.Classes.Count < 2)
            throw new InputException(
                $"{path}: one class only, {folder.Classes[0]}; a head tells two classes or more apart"
            );
        if (test.Length == 0)
            throw new InputException(
                $"{path}: no labelled images are held out for testing; run prepare with a larger --test"
            );
        if (
            Enumerable
                .Range(0, folder.Classes.Count)
                .Except(train.Select(i => folder.Labels[i]))
                .Select(c => folder.Classes[c])
                .ToArray() is
            { Length: > 0 } absent
        )
            throw new InputException(
                $"{path}: no training image of class {string.Join(", ", absent)}; run prepare on more images or "
                    + $"with another --seed"
            );
        int[] rows = [.. train, .. test];
        return new(
            rows,
            [.. rows.Select(i => folder.Labels[i])],
            [.. rows.Select(i => folder.Rows[i].Lesion)],
            train.Length
        );
    }

    /// <summary>Positions of the held-out images.</summary>
    public int[] Test => [.. Enumerable.Range(TrainCount, Rows.Length - TrainCount)];

    public int[] TrainLabels => Labels[..TrainCount];
    public int[] TestLabels => Labels[TrainCount..];

    /// <summary>Positions of the training images, or of so many of them as <paramref name="count"/> says.</summary>
    /// <exception cref="InputException">More than there are, or fewer than classes.</exception>
    public int[] Train(int? count, int seed)
    {
        if (count is not { } some)
            return [.. Enumerable.Range(0, TrainCount)];
        var classes = TrainLabels.Distinct().Count();
        if (some < classes || some > TrainCount)
            throw new InputException(
                $"--labels {some}: must be {classes} (one image a class) to {TrainCount} (all training images)"
            );
        return LesionSplit.Some(TrainLabels, Lesions[..TrainCount], some, seed);
    }

    /// <summary>Divides training images into those to fit on and those to calibrate on, by lesion.</summary>
    /// <param name="train">positions</param>
    /// <param name="fewest">fewer images to calibrate on are of no use: all are for fitting then</param>
    public (int[] Fit, int[] Calibration) Calibration(int[] train, double share, int fewest, int seed)
    {
        var (fit, held) =
            share == 0
                ? ([], [])
                : LesionSplit.Of([.. train.Select(i => Labels[i])], [.. train.Select(i => Lesions[i])], share, seed);
        return held.Length < fewest
            ? (train, [])
            : ([.. fit.Select(i => train[i]).Order()], [.. held.Select(i => train[i]).Order()]);
    }

    /// <summary>The most frequent training class.</summary>
    public int Majority => TrainLabels.CountBy(l => l).OrderByDescending(c => c.Value).ThenBy(c => c.Key).First().Key;
}
