using System.Text;
using System.Text.Json;
using Platform.Charts;
using Platform.Shared.Files;
using Platform.Shared.Formats;
using Platform.Shared.Head;
using Platform.Training.Evaluation;
using Platform.Training.Head;
using Platform.Training.Runs;

namespace Platform.Training.HeadFitting;

/// <summary>What a head's folder holds.</summary>
static class HeadFiles
{
    public const string Head = "head.zip",
        Metrics = HeadContracts.MetricsName;
    static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };

    /// <param name="tested">names of the held-out images, in the order of the figures</param>
    public static void Write(
        RunFolder target,
        LinearHead head,
        HeadMetrics metrics,
        HeadTrust trust,
        IReadOnlyList<string> tested
    )
    {
        trust.Save(target);
        head.Save(target.File(Head));
        var counts = metrics.Trained.Confusion.Counts;
        File.WriteAllBytes(
            target.File("confusion.png"),
            Confusion.Png("Linear head on the held-out images", metrics.Classes, counts)
        );
        CsvTable.Write(
            target.File("confusion.csv"),
            ["true_class", .. metrics.Classes],
            metrics.Classes.Zip(counts, (c, row) => (string[])[c, .. row.Select(n => $"{n}")])
        );
        PredictionsFile.Write(target.File(PredictionsFile.Name), metrics.Classes, tested, metrics.Trained);
        AtomicFile.Write(
            target.File(Metrics),
            Encoding.UTF8.GetBytes(HeadContracts.Metrics.Text(metrics.ToJson(), Indented))
        );
    }
}
