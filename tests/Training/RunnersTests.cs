using Platform.Shared;
using Platform.Shared.Bundles;
using Platform.Shared.Formats;
using Platform.Training.Audit;
using Platform.Training.Commands;
using Platform.Training.Data;
using Platform.Training.Evaluation;
using Platform.Training.HeadFitting;
using Platform.Training.Metrics;
using Platform.Training.Publishing;
using Platform.Training.Runs;

namespace Platform.Training.Tests;

/// <summary>What a program asks for without a command line: the same work, the same errors.</summary>
public sealed class RunnersTests : IDisposable
{
    static readonly Machine Cpu = new("cpu", Threads: 1);
    readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    DataSource Phantom(int seed) =>
        new()
        {
            Dataset = Datasets.Phantom,
            Count = 60,
            Seed = seed,
        };

    PrepareRequest Data(string name, int seed) =>
        new()
        {
            Source = Phantom(seed),
            Output = folder[name],
            Options = new([32], null, seed, SplitBy.Lesion, 0.25, Strict: true),
        };

    HeadRequest Head =>
        new()
        {
            Encoder = folder["ssl"],
            Data = folder["data"],
            Output = folder["head"],
            L2 = 10,
            Splits = 1,
            Symmetry = Symmetry.Mirror,
            Baselines = ["imagenet", folder["ssl"]],
            Machine = Cpu,
        };

    PublishRequest Publish =>
        new()
        {
            Gan = folder["gan"],
            Encoder = folder["ssl"],
            Head = folder["head"],
            Name = "tiny",
            Version = "1.0.0",
            Output = folder["models"],
            Neighbours = true,
            Machine = Cpu,
        };

    AuditRequest Audit =>
        new()
        {
            Dataset = folder["drawn"],
            Against = folder["data"],
            Output = folder["audit"],
            Machine = Cpu,
        };

    MetricsRequest Metrics =>
        new()
        {
            Gan = folder["gan"],
            Data = folder["data"],
            Encoder = folder["ssl"],
            Output = folder["metrics"],
            Count = 12,
            Machine = Cpu,
        };

    EvaluateRequest Evaluate =>
        new()
        {
            Bundle = folder["models/tiny"],
            Data = folder["data"],
            Report = folder["report"],
            Degraded = 2,
            Strange = 2,
        };

    [Fact]
    public async Task Run_FromPhotographsToAnEvaluatedBundle()
    {
        var data = PrepareRunner.Run(Data("data", seed: 1), CancellationToken.None);
        await Train();
        var head = HeadRunner.Run(Head, CancellationToken.None);
        Assert.Equal(data.Indices("test").Length, head.Metrics.Trained.Truth.Count);
        Assert.True(File.Exists(head.Folder.File("head.zip")));
        var beside = head.Trust.Evaluation.Baselines;
        Assert.Equal(["untrained", HeadContracts.FrozenImageNet, "simclr (ssl)"], beside.Select(b => b.Encoder));

        var said = new List<string>();
        var published = PublishRunner.Run(Publish, said.Add, CancellationToken.None);
        Assert.Equal(folder["models/tiny/1.0.0"], published);
        Assert.Contains(said, line => line.StartsWith(BundleFiles.Classifier));
        using (var bundle = Bundle.Load(published))
            Assert.Equal(data.Classes, bundle.Manifest.Classes.Select(c => c.Code));
        var card = File.ReadAllText(Path.Combine(published, BundleFiles.ModelCard));
        Assert.Contains("| imagenet, frozen |", card);
        Assert.Contains("the mean over the picture and its mirror image", card);
        var bytes = Publish with { Int8 = true, Labelled = folder["data"], Version = "1.0.1" };
        var refused = Assert.Throws<InputException>(() => PublishRunner.Run(bytes, _ => { }, CancellationToken.None));
        Assert.Contains("computed in float32 only", refused.Message);

        var evaluation = EvaluateRunner.Run(Evaluate, CancellationToken.None);
        Assert.Equal(head.Metrics.Trained.Confusion.Accuracy, evaluation.Accuracy.Value, 1e-12);
        Assert.Contains("imagenet, frozen", File.ReadAllText(folder["report/report.html"]));
        Assert.Equal(beside.Select(b => b.Priors[0].Accuracy), evaluation.Baselines.Select(b => b.Priors[0].Accuracy));
        var all = EvaluateRunner.Run(
            Evaluate with
            {
                Split = "all",
                Report = folder["all"],
                Degraded = 0,
                Strange = 0,
            },
            default
        );
        Assert.Empty(all.Baselines); // measured on other images
        Assert.Contains("was not measured on these images", File.ReadAllText(folder["all/report.html"]));

        var measured = MetricsRunner.Run(Metrics, CancellationToken.None);
        Assert.Equal(12, measured.Sets.Synthetic.Count);
        Assert.True(File.Exists(folder["metrics/closest-pixels.png"]));

        Directory.CreateDirectory(folder["drawn"]);
        foreach (var image in Datasets.Read(Phantom(seed: 2)).Images.Take(20))
            File.WriteAllBytes(folder[$"drawn/{image.Image}.png"], image.Read());
        var audited = AuditRunner.Run(Audit, CancellationToken.None);
        Assert.Equal(20, audited.Images);
        Assert.True(File.Exists(folder["audit/audit.json"]));
    }

    async Task Train()
    {
        string[] common = ["--data", folder["data"], "--preset", "smoke", "--device", "cpu", "--threads", "1"];
        string[] ssl = ["--out", folder["ssl"], "--batch-size", "8", "--steps", "2"];
        string[] length = ["--kimg", "0.1", "--stable-kimg", "0.03", "--fade-kimg", "0.03"];
        string[] size = ["--resolution", "16", "--start-resolution", "8"];
        await SslCommand.Create().Parse([.. common, .. ssl]).InvokeAsync();
        await GanCommand.Create().Parse([.. common, "--out", folder["gan"], .. length, .. size]).InvokeAsync();
    }

    [Fact]
    public void Run_OfWhatIsOutOfRange_SaysWhatTheCommandLineSays()
    {
        Refuses(
            "--size 4: sides are whole numbers from 8 to 1024",
            () =>
                PrepareRunner.Run(
                    Data("data", 1) with
                    {
                        Options = new([4], null, 1, SplitBy.Lesion, 0, true),
                    },
                    default
                )
        );
        Refuses(
            "--count 0: from 1 to 10000000",
            () => PrepareRunner.Run(Data("data", 1) with { Source = Phantom(1) with { Count = 0 } }, default)
        );
        Refuses("--l2 -1: give a number of 0 or more", () => HeadRunner.Run(Head with { L2 = -1 }, default));
        Refuses(
            "--coverage 1: must be between 0 and 1",
            () => HeadRunner.Run(Head with { Trust = new(Coverage: 1) }, default)
        );
        Refuses(
            "--int8 and --data go together",
            () => PublishRunner.Run(Publish with { Int8 = true }, _ => { }, default)
        );
        Refuses("give --synthetic FOLDER or --gan RUN", () => MetricsRunner.Run(Metrics with { Gan = null }, default));
        Refuses("--psi 3: must be 0 to", () => MetricsRunner.Run(Metrics with { Psi = 3 }, default));
        Refuses(
            "--max-copies 2: must be 0 to 1",
            () => AuditRunner.Run(Audit with { Limits = AuditLimits.Default with { Copies = 2 } }, default)
        );
        Refuses(
            "--degraded -1: must be 0 to 100000",
            () => EvaluateRunner.Run(Evaluate with { Degraded = -1 }, default)
        );
        Assert.Empty(Directory.EnumerateFileSystemEntries(folder.Path));
    }

    static void Refuses(string message, Action run) =>
        Assert.StartsWith(message, Assert.Throws<InputException>(run).Message);
}
