using Platform.Training.Experiments;

namespace Platform.Training.Tests.Experiments;

public sealed class ReportTests : IDisposable
{
    readonly string work = Directory.CreateTempSubdirectory("report-").FullName;

    public void Dispose() => Directory.Delete(work, recursive: true);

    const string Metrics = """
        { "accuracy": 0.725, "accuracy_ci_low": 0.7, "accuracy_ci_high": 0.75, "balanced_accuracy": 0.4,
          "majority_accuracy": 0.67, "paper_accuracy_mean": 0.71, "paper_accuracy_std": 0.01,
          "test_images": 200, "classes": ["nv", "mel"] }
        """;

    [Fact]
    public void Write_ShowsWhatIsDoneBesideThePapersFiguresAndInventsNothing()
    {
        var plan = SomePlan.Of("table2", "ham10000");
        foreach (var stage in plan.Cells[0].Stages)
            SomePlan.Fake(work, stage, Metrics);
        var text = File.ReadAllText(new Report(plan, work).Write());

        Assert.Contains(
            "| 0 | SimCLR, real only | 72.50 [70.00, 75.00] | 40.00 | 71.00 " + "± 1.00 | 71.84 ± 0.23 |",
            text
        );
        Assert.Contains("| 3 | BYOL, real only (not run) | – | – | – | 71.37 ± 0.36 |", text);
        Assert.Contains(
            "| 4 | BYOL, + 400 synthetic, epochs-matched (not run) " + "| – | – | – | 74.44 ± 0.28 |",
            text
        );
        Assert.Contains("| 5 | BYOL, + 400 synthetic, steps-matched (not run) | – | – | – | – |", text);
        Assert.Contains("most frequent class: accuracy 67.00", text);
        Assert.Contains("1 of 6 cells run", text);
        Assert.Contains($"`{plan.Cells[0].Finals[0].Name}` | done", text);
        Assert.Contains(
            $"Without predictions.csv, so that no uncertainty is known: {plan.Cells[0].Finals[0].Name}. Delete",
            text
        );
        Assert.DoesNotContain(work, text);
        Assert.True(File.Exists(Path.Combine(work, "reports", "table2-ham10000-smoke", "accuracy.png")));
    }

    [Fact]
    public void Write_OfGans_ShowsTheirDistancesBesideFloorAndCeiling()
    {
        const string quality = """
            { "spaces": [{ "frechet": "FD-simclr-0123abcd", "sets": [
                { "images": "synthetic", "against": "train", "frechet": 97.5,
                  "kernel_mean": 5.25, "kernel_std": 0.125, "precision": 0.95, "recall": 0.5 },
                { "images": "synthetic", "against": "held-out", "frechet": 101.25,
                  "kernel_mean": 5.5, "kernel_std": 0.25, "precision": 0.9, "recall": 0.4 },
                { "images": "held-out", "against": "train", "frechet": 13.5,
                  "kernel_mean": 0.03, "kernel_std": 0.06, "precision": 0.96, "recall": 0.94 },
                { "images": "noisy held-out", "against": "train", "frechet": 1374,
                  "kernel_mean": 71, "kernel_std": 2.5, "precision": 0.6, "recall": 0.1 }] }],
              "sliced_wasserstein": { "sets": [{ "images": "synthetic", "against": "train", "mean": 81.25 },
                { "images": "held-out", "against": "train", "mean": 15 }] },
              "memorisation": { "embedding": { "share_below_first_percentile": 0.0075 } } }
            """;
        var plan = SomePlan.Of("figure9");
        foreach (var stage in Stage.WithInputs(plan.Cells[1].Stages))
            SomePlan.Fake(
                work,
                stage,
                stage.Verb == Verb.Metrics ? quality : """{ "copies": 2, "synthetic_images": 400 }"""
            );
        File.WriteAllBytes(new StageFolder(work, plan.Cells[1].Finals[0]).File("grid.png"), []);
        var text = File.ReadAllText(new Report(plan, work).Write());

        Assert.Contains(
            "|  | PGGAN | StyleGAN | held-out | blurred held-out | noisy held-out | shuffled held-out |",
            text
        );
        Assert.Contains(
            "| Fréchet distance (FD-simclr-0123abcd) to held-out images | – | 101.2 | 13.5 | – | 1374 | – |",
            text
        );
        Assert.Contains(
            "| kernel distance to training images | – | 5.25 ± 0.12 | 0.03 ± 0.06 | – | 71 ± 2.5 | – |",
            text
        );
        Assert.Contains("| recall to held-out images | – | 0.4 | 0.94 | – | 0.1 | – |", text);
        Assert.Contains(
            "| sliced Wasserstein distance x 1000 to training images " + "| – | 81.25 | 15 | – | – | – |",
            text
        );
        Assert.Contains(
            "| nearer to a training image than 99 % of the held-out ones | – | 0.8 % | 1 % | – | – | – |",
            text
        );
        Assert.Contains("| near copies | – | 2 of 400 | – | – | – | – |", text);
    }

    [Fact]
    public void Write_Again_GivesTheSameBytesButForTimes()
    {
        var plan = SomePlan.Of("table1");
        foreach (var stage in Stage.WithInputs(plan.Cells.SelectMany(c => c.Stages)))
            SomePlan.Fake(work, stage, Metrics);
        var folder = Path.GetDirectoryName(new Report(plan, work).Write())!;
        var first = Directory.EnumerateFiles(folder).ToDictionary(f => f, File.ReadAllBytes);
        foreach (var stage in Stage.WithInputs(plan.Cells.SelectMany(c => c.Stages)))
            new StageFolder(work, stage).Complete(TimeSpan.FromSeconds(99));
        new Report(plan, work).Write();

        Assert.Equal(first.Keys.Order(), Directory.EnumerateFiles(folder).Order());
        foreach (var (file, bytes) in first.Where(f => Path.GetFileName(f.Key) != "times.csv"))
            Assert.Equal(bytes, File.ReadAllBytes(file));
        Assert.NotEqual(first[Path.Combine(folder, "times.csv")], File.ReadAllBytes(Path.Combine(folder, "times.csv")));
    }

    [Fact]
    public void Record_OfAnotherStage_IsRefused()
    {
        var stage = SomePlan.Of("table1").Cells[0].Finals[0];
        SomePlan.Fake(work, stage, Metrics);
        var file = new StageFolder(work, stage).File("done.json");
        File.WriteAllText(file, File.ReadAllText(file).Replace(stage.Key, new string('0', 64)));
        Assert.Contains(
            "another stage",
            Assert.Throws<Platform.Shared.InputException>(() => new StageFolder(work, stage).Record()).Message
        );
    }
}
