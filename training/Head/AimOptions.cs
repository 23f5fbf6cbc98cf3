using Platform.Shared;
using Platform.Shared.Files;

namespace Platform.Training.Head;

/// <summary>What the class shares that a head answers for are chosen for, on its calibration images.</summary>
/// <param name="Name"><see cref="Accuracy"/>, <see cref="Balanced"/> or <see cref="Costs"/></param>
public sealed record AimOptions(string Name)
{
    public const string Accuracy = "accuracy",
        Balanced = "balanced",
        Costs = "costs";
    const string Truth = "truth";

    /// <summary>Cost by the codes of the true class and of the answered one; null without costs.</summary>
    public IReadOnlyDictionary<string, IReadOnlyDictionary<string, double>>? Matrix { get; init; }

    /// <param name="of">
    /// accuracy, balanced, or a CSV file of costs with the column truth and one for each answer
    /// </param>
    /// <exception cref="InputException">It is no such file.</exception>
    public static AimOptions Read(string of) =>
        of is Accuracy or Balanced ? new(of)
        : CsvTable.Columns(of) is { } columns ? new(Costs) { Matrix = Rows(of, columns) }
        : throw new InputException(
            $"--aim {of}: no such file; give {Accuracy}, {Balanced}, or a CSV file of costs with the column {Truth} "
                + "and one for each class that is answered"
        );

    static Dictionary<string, IReadOnlyDictionary<string, double>> Rows(string file, IReadOnlyList<string> columns)
    {
        string[] answers = [.. columns.Where(c => c != Truth)];
        var matrix = new Dictionary<string, IReadOnlyDictionary<string, double>>();
        foreach (var row in CsvTable.Read(file, [Truth, .. answers]))
        {
            var costs = answers.ToDictionary(
                a => a,
                a =>
                    Numbers.TryParse(row[a], out double cost) && cost >= 0
                        ? cost
                        : throw row.Error(a, $"'{row[a]}' is no cost of 0 or more")
            );
            if (!matrix.TryAdd(row[Truth], costs))
                throw row.Error(Truth, $"'{row[Truth]}' for the second time");
        }
        return matrix;
    }

    /// <summary>Cost [C][C] of each answer to each class.</summary>
    /// <param name="classes">codes</param>
    /// <returns>null without costs</returns>
    /// <exception cref="InputException">A class has none, is none, or may be missed for nothing.</exception>
    public double[][]? CostsOf(IReadOnlyList<string> classes)
    {
        if (Matrix is not { } matrix)
            return null;
        string[] answers = [.. matrix.Values.SelectMany(r => r.Keys).Distinct()];
        if (matrix.Keys.Concat(answers).FirstOrDefault(k => !classes.Contains(k)) is { } odd)
            throw new InputException($"--aim: '{odd}' is none of the classes ({string.Join(", ", classes)})");
        if (classes.FirstOrDefault(c => !matrix.ContainsKey(c) || !answers.Contains(c)) is { } absent)
            throw new InputException($"--aim: no costs of class '{absent}'; give it a row and a column");
        double[][] costs = [.. classes.Select(t => classes.Select(a => matrix[t][a]).ToArray())];
        for (var c = 0; c < costs.Length; c++)
            if (!(Missed(costs, c) > 0))
                throw new InputException(
                    $"--aim: to answer another class than {classes[c]} costs no more than to answer it; give its other "
                        + "answers a higher cost"
                );
        return costs;
    }

    /// <summary>
    /// The class shares at which the most probable class is the cheapest answer: the images' times what it costs to
    /// miss a class. Exact where all wrong answers to a class cost alike (Elkan 2001, "The foundations of
    /// cost-sensitive learning", section 2); else by the mean cost of its wrong answers. Equal shares without costs.
    /// </summary>
    /// <param name="shares">[C] of the images</param>
    public PriorOptions Target(IReadOnlyList<double> shares, IReadOnlyList<string> classes) =>
        CostsOf(classes) is { } costs
            ? new(
                classes
                    .Select((code, c) => (code, Share: shares[c] * Missed(costs, c)))
                    .ToDictionary(c => c.code, c => c.Share)
            )
            : PriorOptions.Uniform;

    /// <summary>What a wrong answer costs more than the right one, on average.</summary>
    static double Missed(double[][] costs, int of) => costs[of].Where((_, a) => a != of).Average() - costs[of][of];
}
