using Platform.Shared;
using Platform.Training.Data;

namespace Platform.Training.Head;

/// <summary>
/// Which labels an encoder has learnt. A head on it is calibrated on the others alone: of what the encoder knows by
/// heart it would be too sure.
/// </summary>
/// <param name="Labels">how many labelled training images were used; null for all</param>
/// <param name="Calibration">share of those, by lesion, that was kept from the encoder</param>
public sealed record LabelUse(int? Labels, double Calibration, int Seed)
{
    public static LabelUse Of(ILabelOptions options, int seed) =>
        new(options.Labels == 0 ? null : options.Labels, options.Calibration, seed);

    /// <summary>Positions of the images to fit on, and of those to calibrate on.</summary>
    /// <exception cref="InputException">There are not so many labels.</exception>
    public (int[] Fit, int[] Calibration) Split(LabelledImages images) =>
        images.Calibration(images.Train(Labels, Seed), Calibration, LabelledImages.FewestToCalibrate, Seed);

    /// <summary>Class of each image of a data folder that the encoder may learn; -1 for all others.</summary>
    /// <exception cref="InputException">The folder has no labels to learn, or not so many.</exception>
    public int[] LabelsOf(DataFolder folder, string path)
    {
        var images = LabelledImages.Of(folder, path);
        int[] labels = [.. Enumerable.Repeat(-1, folder.Rows.Count)];
        foreach (var position in Split(images).Fit)
            labels[images.Rows[position]] = images.Labels[position];
        return labels;
    }
}
