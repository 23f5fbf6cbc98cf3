using Platform.Shared;

namespace Platform.Training.Head;

/// <summary>For which class shares a head is to answer.</summary>
/// <param name="Target">share of each class by its code; null for those of the training images</param>
/// <param name="Exponent">
/// 0 stays at the shares of the training images, 1 goes to the target, between them part of the way: the shares are in
/// proportion to training^(1 - exponent) target^exponent
/// </param>
public sealed record PriorOptions(IReadOnlyDictionary<string, double>? Target, double Exponent = 1)
{
    /// <summary>Word of a target of equal shares, whatever the classes.</summary>
    public bool IsUniform { get; init; }

    public static readonly PriorOptions Training = new(Target: null);
    public static readonly PriorOptions Uniform = new(Target: null) { IsUniform = true };

    /// <param name="training">[C], sum to 1</param>
    /// <param name="classes">codes</param>
    /// <returns>[C], sum to 1</returns>
    /// <exception cref="InputException">A class has no share, or one is named that there is not.</exception>
    public IReadOnlyList<double> Answer(IReadOnlyList<double> training, IReadOnlyList<string> classes)
    {
        if (Target is null && !IsUniform)
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
