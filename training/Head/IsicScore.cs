namespace Platform.Training.Head;

/// <summary>
/// The scoring rules of the ISIC challenges (ImageMarkup/isic-challenge-scoring, classification task): an image whose
/// largest probability is shared is undecided and counts as wrong; a category is called positive above 0.5; an
/// undefined ratio is 1.
/// </summary>
/// <param name="BalancedAccuracy">mean recall over the classes that have images: the challenges' score</param>
/// <param name="Categories">of each class, in order</param>
public sealed record IsicScore(double BalancedAccuracy, IReadOnlyList<IsicScore.Category> Categories)
{
    /// <param name="Auc">
    /// null, as the two others, for a class without images or without others; the rules refuse such a truth
    /// </param>
    /// <param name="AucAbove80">the part of the area where sensitivity is at least 0.8</param>
    public sealed record Category(
        double Accuracy,
        double Sensitivity,
        double Specificity,
        double Dice,
        double Ppv,
        double Npv,
        double? Auc,
        double? AucAbove80,
        double? AveragePrecision
    )
    {
        public IReadOnlyList<(string Name, double? Value)> Figures =>
            [
                ("accuracy", Accuracy),
                ("sensitivity", Sensitivity),
                ("specificity", Specificity),
                ("dice", Dice),
                ("ppv", Ppv),
                ("npv", Npv),
                ("auc", Auc),
                ("auc_sens_80", AucAbove80),
                ("ap", AveragePrecision),
            ];
    }

    const int Undecided = -1;

    public static IsicScore Of(Predictions predictions)
    {
        int[] label =
        [
            .. predictions.Probabilities.Select(p =>
                p.Count(x => x == p.Max()) == 1 ? Array.IndexOf(p, p.Max()) : Undecided
            ),
        ];
        var recall = Enumerable
            .Range(0, label.Length)
            .GroupBy(i => predictions.Truth[i])
            .Select(c => c.Count(i => label[i] == c.Key) / (double)c.Count());
        return new(recall.Average(), [.. Enumerable.Range(0, predictions.Classes).Select(c => Of(predictions, c))]);
    }

    static Category Of(Predictions predictions, int category)
    {
        int tp = 0,
            fp = 0,
            tn = 0,
            fn = 0;
        for (var i = 0; i < predictions.Truth.Count; i++)
            switch (predictions.Truth[i] == category, predictions.Probabilities[i][category] > 0.5f)
            {
                case (true, true):
                    tp++;
                    break;
                case (false, true):
                    fp++;
                    break;
                case (false, false):
                    tn++;
                    break;
                default:
                    fn++;
                    break;
            }
        static double Ratio(int part, int whole) => whole == 0 ? 1 : part / (double)whole;
        var roc = predictions.Roc(category);
        return new(
            Ratio(tp + tn, predictions.Truth.Count),
            Ratio(tp, tp + fn),
            Ratio(tn, tn + fp),
            Ratio(2 * tp, 2 * tp + fp + fn),
            Ratio(tp, tp + fp),
            Ratio(tn, tn + fn),
            roc?.Area,
            roc?.AreaAbove(0.8),
            roc?.AveragePrecision
        );
    }

    /// <summary>The mean over the classes that have the figure.</summary>
    public IReadOnlyList<(string Name, double? Value)> Macro =>
        [.. Categories[0].Figures.Select((f, i) => (f.Name, Categories.Average(c => c.Figures[i].Value)))];
}
