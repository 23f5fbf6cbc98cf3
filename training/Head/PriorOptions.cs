using System.Text.Json.Serialization;
using Platform.Shared;
using Platform.Shared.Files;

namespace Platform.Training.Head;

/// <summary>For which class shares a head is to answer.</summary>
/// <param name="Target">share of each class by its code; null for those of the training images</param>
/// <param name="Exponent">
/// 0 stays at the shares of the training images, 1 goes to the target, between them part of the way: the shares are in
/// proportion to training^(1 - exponent) target^exponent
/// </param>
public sealed record PriorOptions(IReadOnlyDictionary<string, double>? Target, double Exponent = 1)
{
    public const string TrainingName = "training",
        UniformName = "uniform";

    public static readonly PriorOptions Training = new(Target: null);
    public static readonly PriorOptions Uniform = new(Target: null) { IsUniform = true };

    /// <summary>Whether the target is equal shares, whatever the classes.</summary>
    public bool IsUniform { get; init; }

    /// <summary>Whether answers are for the shares of the training images.</summary>
    [JsonIgnore]
    public bool IsTraining => (Target is null && !IsUniform) || Exponent == 0;

    /// <param name="of">training, uniform, or a CSV file with the columns class and share</param>
    /// <exception cref="InputException">It is no such file.</exception>
    public static PriorOptions Read(string of, double exponent) =>
        of switch
        {
            TrainingName => Training with { Exponent = exponent },
            UniformName => Uniform with { Exponent = exponent },
            _ when File.Exists(of) => new(Shares(of), exponent),
            _ => throw new InputException(
                $"--prior {of}: no such file; give {TrainingName}, {UniformName}, or a CSV file with the columns class "
                    + "and share"
            ),
        };

    static Dictionary<string, double> Shares(string file)
    {
        var shares = new Dictionary<string, double>();
        foreach (var row in CsvTable.Read(file, ["class", "share"]))
        {
            var text = row["share"];
            if (!Numbers.TryParse(text, out double share) || share <= 0)
                throw row.Error("share", $"'{text}' is no number above 0");
            if (!shares.TryAdd(row["class"], share))
                throw row.Error("class", $"'{row["class"]}' for the second time");
        }
        return shares;
    }

    /// <exception cref="InputException">The exponent is out of its range.</exception>
    public void Check()
    {
        if (Exponent is not (>= 0 and <= 1))
            throw new InputException($"--prior-exponent {Exponent}: must be 0 to 1");
    }

    /// <param name="training">[C], sum to 1</param>
    /// <param name="classes">codes</param>
    /// <returns>[C], sum to 1</returns>
    /// <exception cref="InputException">A class has no share, or one is named that there is not.</exception>
    public IReadOnlyList<double> Answer(IReadOnlyList<double> training, IReadOnlyList<string> classes)
    {
        if (IsTraining)
            return training;
        if (Target?.Keys.FirstOrDefault(k => !classes.Contains(k)) is { } odd)
            throw new InputException($"--prior: '{odd}' is none of the classes ({string.Join(", ", classes)})");
        if (Target is { } target && classes.FirstOrDefault(c => !target.ContainsKey(c)) is { } absent)
            throw new InputException($"--prior: no share of class '{absent}'; give each class a share above 0");
        double[] weighted =
        [
            .. training.Select(
                (share, c) => Math.Pow(share, 1 - Exponent) * Math.Pow(Target?[classes[c]] ?? 1, Exponent)
            ),
        ];
        return [.. weighted.Select(w => w / weighted.Sum())];
    }
}
