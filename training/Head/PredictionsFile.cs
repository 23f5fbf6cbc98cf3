using Platform.Shared.Files;

namespace Platform.Training.Head;

/// <summary>What a head says of one held-out image.</summary>
/// <param name="Image">path within the data set</param>
public sealed record Answer(string Image, string Lesion, string TrueClass, string PredictedClass);

/// <summary>
/// <c>predictions.csv</c> of a head run: a line for each held-out image, with the probability of each class before
/// calibration.
/// </summary>
public static class PredictionsFile
{
    public const string Name = "predictions.csv";
    static readonly string[] Columns = ["image", "lesion", "true_class", "predicted_class"];

    /// <param name="images">path of each image</param>
    public static void Write(
        string path,
        IReadOnlyList<string> classes,
        IReadOnlyList<string> images,
        Predictions said
    ) =>
        CsvTable.Write(
            path,
            [.. Columns, .. classes.Select(c => $"probability_{c}")],
            images.Select(
                (image, i) =>
                    (string[])
                        [
                            image,
                            said.Lesions[i],
                            classes[said.Truth[i]],
                            classes[said.Predicted[i]],
                            .. said.Probabilities[i].Select(p => FormattableString.Invariant($"{p:R}")),
                        ]
            )
        );

    /// <exception cref="Platform.Shared.InputException">No such file, or not of this form.</exception>
    public static IReadOnlyList<Answer> Read(string path) =>
        [
            .. CsvTable
                .Read(path, Columns)
                .Select(r => new Answer(r["image"], r["lesion"], r["true_class"], r["predicted_class"])),
        ];
}
