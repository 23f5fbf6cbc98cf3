using Platform.Shared;
using Platform.Shared.Bundles;
using Platform.Shared.Formats;
using Platform.Shared.Imaging;
using Platform.Shared.Onnx;
using Platform.Shared.Sampling;
using Platform.Shared.Sets;
using Platform.Training.Data;
using Platform.Training.Gan;
using Platform.Training.Gan.Methods;
using Platform.Training.Gan.StyleGan;
using Platform.Training.Generation;
using Platform.Training.Runs;
using static TorchSharp.torch;

namespace Platform.Training.Tests.Generation;

public sealed class GeneratedSetTests : IDisposable
{
    const int Count = 10;
    static readonly GanConfig Short = GanConfig.Smoke with
    {
        Resolution = 8,
        StartResolution = 8,
        ChannelBase = 64,
        ChannelMax = 8,
        LatentSize = 8,
        Kimg = 0.008,
        BatchSizes = "4:4",
    };

    readonly TemporaryFolder folder = new();

    public GeneratedSetTests()
    {
        random.manual_seed(0);
        using var gan = Gans.Methods["stylegan"].Create(new(Short, StyleGanOptions.Smoke), CPU, Precision.Fp32);
        var asked = new GanRun("stylegan", Short, StyleGanOptions.Smoke, "phantom", new string('a', 64), false);
        var run = RunFolder.Open(folder["gan"], asked, resume: false);
        File.WriteAllBytes(folder["pixels.bin"], [.. Enumerable.Range(0, 4 * 8 * 8 * 3).Select(i => (byte)(i * 37))]);
        using var pixels = new PackedPixels(folder["pixels.bin"], 8, 4);
        var images = new RealImages(pixels, [0, 1, 2, 3], Short.Symmetry, Short.Seed);
        new GanTrainer(Short, gan, images, run, CPU).Train(CancellationToken.None);
    }

    public void Dispose() => folder.Dispose();

    GenerateRequest Request(string output) => new(folder["gan"], folder[output], Count) { Seed = 3, ShardSize = 4 };

    static Task<SetDrawing.Result> Draw(
        GenerateRequest request,
        Action<long>? report = null,
        CancellationToken cancel = default
    ) => GeneratedSet.DrawAsync(request, CPU, (done, _) => report?.Invoke(done), cancel);

    SortedDictionary<string, byte[]> Tree(string name) =>
        new(
            Directory
                .EnumerateFiles(folder[name], "*", SearchOption.AllDirectories)
                .ToDictionary(f => Path.GetRelativePath(folder[name], f), File.ReadAllBytes),
            StringComparer.Ordinal
        );

    [Fact]
    public async Task Draw_FromAStart_GivesTheSamplersImages()
    {
        await Draw(Request("set") with { Start = 2, Psi = 0.5f });
        using var generator = OnnxModel.Load(Path.Combine(folder["gan"], BundleFiles.Generator));
        var sampler = new ImageSampler(generator);
        for (var i = 0; i < Count; i++)
            Assert.Equal(sampler.Png(3, 2 + i, 0.5f), File.ReadAllBytes(folder[$"set/{i / 4:D6}/3-{2 + i:D10}.png"]));
        var record = SyntheticSetRecord.Read(folder["set"])!;
        Assert.Equal(
            (BundleFiles.Sha256(Path.Combine(folder["gan"], BundleFiles.Generator)), true, Count),
            (record.GeneratorSha256, record.IsComplete, record.Set!.Images)
        );
        Assert.Equal("gan after 8 images", record.Set.Settings.Run);
        SetVerification.Verify(folder["set"], _ => { }, CancellationToken.None);
    }

    [Fact]
    public async Task Draw_StoppedHalfWay_IsNotTakenForWhole_AndGoesOn()
    {
        using var stop = new CancellationTokenSource();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() =>
            Draw(
                Request("cut") with
                {
                    Batch = 1,
                },
                done =>
                {
                    if (done == 6)
                        stop.Cancel();
                },
                stop.Token
            )
        );
        var half = Assert.Throws<InputException>(() => SyntheticSource.Of(folder["cut"], new(8)));
        Assert.Equal(
            $"--synthetic {folder["cut"]}: the set is not complete (no dataset.json); "
                + "run the command that draws it again",
            half.Message
        );
        Assert.InRange((await Draw(Request("cut"))).Drawn, 1, Count - 4);
        await Draw(Request("whole"));
        Assert.Equal(Tree("whole"), Tree("cut"));
        Assert.Equal(Count, SyntheticSource.Of(folder["cut"], new(8)).Contents.Count());
    }

    [Fact]
    public async Task Draw_TheSameTwiceAtOnce_DividesTheShards()
    {
        var both = await Task.WhenAll(Task.Run(() => Draw(Request("both"))), Task.Run(() => Draw(Request("both"))));
        Assert.Equal(Count, both.Sum(r => r.Drawn));
        await Draw(Request("alone"));
        Assert.Equal(Tree("alone"), Tree("both"));
    }

    [Fact]
    public async Task Draw_IntoAFolderOfOtherImages_LeavesItAsItIs()
    {
        Directory.CreateDirectory(folder["earlier"]);
        File.WriteAllText(
            folder["earlier/dataset.json"],
            $$"""{ "generator": "gan after 8 images", "generatorSha256": "{{new string('b', 64)}}", "seed": 3 }"""
        );
        var before = Tree("earlier");
        var refused = await Assert.ThrowsAsync<InputException>(() => Draw(Request("earlier")));
        Assert.Equal(
            $"{folder["earlier/dataset.json"]}: made by an earlier release, which this one reads, "
                + "but does not go on with; delete this folder, or give another --out",
            refused.Message
        );
        Assert.Equal(before, Tree("earlier"));

        await Draw(Request("set"));
        refused = await Assert.ThrowsAsync<InputException>(() => Draw(Request("set") with { Start = 4 }));
        Assert.Contains("start is 0 there and 4 here", refused.Message);
    }

    /// <summary>A shard of packed pixels, as sample draws it, is a data folder.</summary>
    [Fact]
    public async Task Draw_OfPackedPixels_GivesDataFolders()
    {
        await Draw(Request("set"));
        var settings = SyntheticSettings.Read(folder["set"]) with
        {
            Format = SyntheticFormat.Packed,
            ImageFormat = null,
        };
        using var generator = OnnxModel.Load(Path.Combine(folder["gan"], BundleFiles.Generator));
        var sampler = new ImageSampler(generator);
        var drawing = new SetDrawing(
            new Drawer(sampler, new DegenerateGate(rejects: false), settings),
            ShardStore.Open(folder["packed"], settings),
            settings,
            ImagePipeline.Of(2, settings.Side),
            verify: false
        );
        await drawing.RunAsync([.. ShardPlan.Of(settings).All], (_, _) => { }, CancellationToken.None);
        var shard = DataFolder.Open(folder["packed/000001"]);
        Assert.Equal((4, "synthetic", SplitBy.Image), (shard.Rows.Count, shard.Info.Name, shard.Info.Split));
        Assert.Equal(["3-0000000004", "train"], [shard.Rows[0].Image, shard.Rows[0].Split]);
        using var pixels = shard.Pixels(8);
        Assert.Equal(sampler.Pixels(3, 5, settings.Psi[0]), pixels.Image(1).ToArray());
        Assert.Equal(Count, SyntheticSource.Of(folder["packed"], new(8)).Images);
    }

    /// <summary>A generator draws what it saw: its set goes with photographs that were prepared alike.</summary>
    [Fact]
    public async Task Draw_RecordsHowThePhotographsWereTreated_AndOthersBesideThemAreRefused()
    {
        var config = folder["gan/config.json"];
        var text = File.ReadAllText(config);
        Assert.Contains("\"Fit\": \"squash\"", text);
        File.WriteAllText(config, text.Replace("\"Fit\": \"squash\"", "\"Fit\": \"centre\""));
        await Draw(Request("set"));
        Assert.Equal(Count, SyntheticSource.Of(folder["set"], new(8, Fit.Centre)).Images);
        Assert.Equal(
            $"--synthetic {folder["set"]}: its images are like photographs prepared with --fit centre --colour none, "
                + "and those beside them were prepared with --fit squash --colour none; draw a set by a generator that "
                + "was trained on such",
            Assert.Throws<InputException>(() => SyntheticSource.Of(folder["set"], new(8))).Message
        );
        var run = RunFolder.ReadConfig<GanRun>(folder["gan"]);
        run.CheckLike(new(96, Fit.Centre), folder["gan"], "those of runs/encoder were");
        Assert.Equal(
            $"{folder["gan"]}: its photographs were prepared with --fit centre --colour none, and those of "
                + "runs/encoder were prepared with --fit pad --colour none; train a generator on a data folder "
                + "prepared "
                + "like that",
            Assert
                .Throws<InputException>(() =>
                    run.CheckLike(new(96, Fit.Pad), folder["gan"], "those of runs/encoder were")
                )
                .Message
        );
    }

    [Fact]
    public async Task Draw_OfASetWithoutAShard_IsRefused()
    {
        await Draw(Request("set"));
        Directory.Delete(folder["set/000001"], recursive: true);
        Assert.StartsWith(
            $"{folder["set/000001"]}: missing; copy the set again, or run",
            Assert.Throws<InputException>(() => SyntheticSource.Of(folder["set"], new(8))).Message
        );
    }

    [Fact]
    public async Task Draw_WithVerify_RepairsADamagedShard()
    {
        await Draw(Request("set"));
        var expected = Tree("set");
        var image = folder["set/000001/3-0000000005.png"];
        var bytes = File.ReadAllBytes(image);
        bytes[^20] ^= 1;
        File.WriteAllBytes(image, bytes);
        var repaired = await Draw(Request("set") with { Verify = true });
        Assert.Equal((4, 1), (repaired.Drawn, repaired.Repaired));
        Assert.Equal(expected, Tree("set"));
    }
}
