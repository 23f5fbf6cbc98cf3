namespace Platform.Inference.HeadFitting;

/// <summary>What a terminal shows of an old and a new head.</summary>
static class ComparisonSummary
{
    public static void Print(HeadComparison comparison)
    {
        var unseen = comparison.Seen == 0;
        Console.WriteLine(
            $"{comparison.Images} images of {comparison.Groups} lesions or patients, {comparison.Folds} folds; "
                + $"{(unseen ? "the new head is" : "both heads are")} asked about images that "
                + $"{(unseen ? "it has" : "they have")} not seen"
        );
        if (!unseen)
            Console.WriteLine(
                $"the old head was fitted on {comparison.Seen} of these images or on others of their "
                    + "lesion or patient: there it answers as fitted again without them"
            );
        if (comparison.Asked.Files.Count < comparison.Images)
            Console.WriteLine(
                $"compared on the other {comparison.Asked.Files.Count} images, because the old head's own are too "
                    + "few to fit it again"
            );
        Figures(comparison.Asked, comparison.Before, comparison.After);
        Changes(comparison);
    }

    static void Figures(LocalImages images, HeadScores before, HeadScores after)
    {
        Console.WriteLine($"{"", -20}{"old head", 10}{"new head", 10}");
        Row("accuracy", before.Accuracy, after.Accuracy);
        Row("balanced accuracy", before.BalancedAccuracy, after.BalancedAccuracy);
        Row("cross entropy", before.CrossEntropy, after.CrossEntropy);
        for (var c = 0; c < images.Classes.Count; c++)
            Row(
                $"recall {images.Classes[c].Code} ({images.Labels.Count(l => l == c)})",
                before.Recall[c],
                after.Recall[c]
            );
    }

    static void Row(string name, double old, double found) =>
        Console.WriteLine($"{name, -20}{old, 10:0.000}{found, 10:0.000}");

    static void Changes(HeadComparison comparison)
    {
        var labels = comparison.Asked.Labels;
        bool Right(float[] p, int i) => HeadScores.Best(p) == labels[i];
        var pairs = labels
            .Select((_, i) => (Old: Right(comparison.Old[i], i), New: Right(comparison.New[i], i)))
            .ToArray();
        Console.WriteLine(
            $"right now and wrong before: {pairs.Count(p => !p.Old && p.New)}; wrong now and right before: "
                + $"{pairs.Count(p => p.Old && !p.New)}"
        );
    }
}
