using System.Globalization;
using System.Text.Json.Nodes;
using Platform.Shared;
using Platform.Shared.Formats;
using Platform.Tools.Calling;

namespace Platform.Tools.Quickstart;

/// <summary>What the training is worth: served answers to held-out images beside two without training.</summary>
/// <param name="Trained">of the answers over gRPC</param>
/// <param name="Untrained">accuracy and balanced accuracy of a head on an encoder of random weights</param>
/// <param name="Majority">accuracy and balanced accuracy of always naming the most frequent class</param>
sealed record HeldOutScores(
    Score Trained,
    (double Plain, double Balanced) Untrained,
    (double Plain, double Balanced) Majority
)
{
    const int NameWidth = 34,
        ShareWidth = 14;

    /// <param name="metrics">the metrics.json of the head</param>
    /// <exception cref="InputException">It lacks a figure.</exception>
    public static HeldOutScores Of(Score trained, string metrics)
    {
        var figures = HeadContracts.Metrics.Read(metrics);
        double Figure(string name) =>
            figures[name] is JsonValue figure && figure.TryGetValue<double>(out var value)
                ? value
                : throw new InputException(
                    $"{metrics}: no figure {name}; delete its folder and run the quickstart again"
                );
        (double, double) Pair(string name) => (Figure($"{name}_accuracy"), Figure($"{name}_balanced_accuracy"));
        return new(trained, Pair("random_encoder"), Pair("majority"));
    }

    /// <summary>A heading and a line for each, at most 80 characters wide.</summary>
    public IEnumerable<string> Lines()
    {
        yield return Line($"{Trained.Images} held-out phantom images", "accuracy", "balanced");
        yield return Line("  trained encoder, over gRPC", Percent(Trained.Accuracy), Percent(Trained.BalancedAccuracy));
        yield return Line("  untrained encoder", Percent(Untrained.Plain), Percent(Untrained.Balanced));
        yield return Line("  always the most frequent class", Percent(Majority.Plain), Percent(Majority.Balanced));
    }

    static string Line(string name, string accuracy, string balanced) =>
        name.PadRight(NameWidth) + accuracy.PadLeft(ShareWidth) + balanced.PadLeft(ShareWidth);

    static string Percent(double share) => (100 * share).ToString("0.0", CultureInfo.InvariantCulture) + " %";
}
