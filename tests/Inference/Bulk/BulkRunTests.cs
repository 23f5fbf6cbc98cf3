using System.Text.Json.Nodes;
using Platform.Shared;
using Platform.Shared.Bundles;
using Platform.Shared.Formats;
using Platform.Shared.Imaging;
using Platform.Shared.Imaging.Formats;
using Platform.Shared.Sets;

namespace Platform.Inference.Tests.Bulk;

public sealed class BulkRunTests : IDisposable
{
    readonly string root = Directory.CreateTempSubdirectory("bulk-").FullName;
    readonly Bundle bundle;

    public BulkRunTests(TinyBundleFixture fixture) => bundle = fixture.Load();

    public void Dispose()
    {
        bundle.Dispose();
        Directory.Delete(root, recursive: true);
    }

    string this[string name] => Path.Combine(root, name);

    [Theory]
    [InlineData(SyntheticFormat.WebDataset)]
    [InlineData(SyntheticFormat.Folder)]
    [InlineData(SyntheticFormat.Packed)]
    public async Task Run_InEightPartsOfDifferentBatches_EqualsOneRun(SyntheticFormat format)
    {
        var settings = TestSet.Settings(bundle, format);
        var one = await TestSet.DrawAsync(bundle, settings, this["one"], drawers: 1);
        Assert.Equal((50, 50, 13), (one.Images, one.Drawn, one.Set!.Shards.Count));
        for (var i = 8; i >= 1; i--)
            Assert.Equal(
                i == 1,
                (await TestSet.DrawAsync(bundle, settings, this["eight"], $"{i}/8", drawers: i)).Set is not null
            );
        Assert.Equal(TestSet.Tree(this["one"]), TestSet.Tree(this["eight"]));
        Assert.Contains(SyntheticSet.FileName, TestSet.Tree(this["one"]).Keys);
        Assert.Equal(
            one.Set.ToJson(),
            SetVerification.Verify(this["eight"], _ => { }, CancellationToken.None).ToJson()
        );
    }

    [Fact]
    public async Task Run_InAnotherLayout_HoldsTheSameImages()
    {
        var tar = await TestSet.DrawAsync(bundle, TestSet.Settings(bundle), this["tar"]);
        var folder = await TestSet.DrawAsync(bundle, TestSet.Settings(bundle, SyntheticFormat.Folder), this["folder"]);
        var packed = await TestSet.DrawAsync(bundle, TestSet.Settings(bundle, SyntheticFormat.Packed), this["packed"]);
        Assert.Equal(tar.Set!.ImagesSha256, folder.Set!.ImagesSha256);
        var pixels = File.ReadAllBytes(Path.Combine(this["packed"], "000001", "pixels.8.bin"));
        var png = File.ReadAllBytes(Path.Combine(this["folder"], "000001", "5-0000000006.png"));
        Assert.Equal(pixels.AsSpan(2 * 192, 192).ToArray(), ImageDecoder.Decode(png, int.MaxValue).Rgb);
        Assert.NotEqual(tar.Set.ImagesSha256, packed.Set!.ImagesSha256); // of pixels, not of files
    }

    [Fact]
    public async Task Run_Again_KeepsCompleteShardsAndRepairsDamagedOnesWhenAsked()
    {
        var settings = TestSet.Settings(bundle);
        await TestSet.DrawAsync(bundle, settings, root);
        var expected = TestSet.Tree(root);
        var damaged = Path.Combine(root, "000003.tar");
        var bytes = File.ReadAllBytes(damaged);
        bytes[600] ^= 1;
        File.WriteAllBytes(damaged, bytes);
        File.Delete(Path.Combine(root, "000004.tar")); // of another length: redone without --verify

        Assert.Equal(4, (await TestSet.DrawAsync(bundle, settings, root)).Drawn);
        Assert.Contains(
            "000003.tar",
            Assert.Throws<InputException>(() => SetVerification.Verify(root, _ => { }, CancellationToken.None)).Message
        );
        var repaired = await TestSet.DrawAsync(bundle, settings, root, verify: true);
        Assert.Equal((4, 1), (repaired.Drawn, repaired.Repaired));
        Assert.Equal(expected, TestSet.Tree(root));
    }

    [Fact]
    public async Task Run_Cancelled_LeavesNoPartAndGoesOn()
    {
        var settings = TestSet.Settings(bundle);
        await TestSet.DrawAsync(bundle, settings, this["whole"]);
        using var cancel = new CancellationTokenSource();
        using var watcher = new FileSystemWatcher(Directory.CreateDirectory(this["cut"]).FullName, "000002.tar")
        {
            EnableRaisingEvents = true,
        };
        watcher.Renamed += (_, _) => cancel.Cancel();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() =>
            TestSet.DrawAsync(bundle, settings with { Count = 4000 }, this["cut"], cancel: cancel.Token)
        );
        Assert.DoesNotContain(
            TestSet.Tree(this["cut"]).Keys,
            f => f.Contains(".partial") || f == SyntheticSet.FileName
        );
        var whole = TestSet.Tree(this["whole"]);
        Assert.All(
            TestSet.Tree(this["cut"]).Where(f => f.Key.EndsWith(".tar") && whole.ContainsKey(f.Key)),
            f => Assert.Equal(whole[f.Key], f.Value)
        );
        Assert.True(File.Exists(Path.Combine(this["cut"], "000002.tar")));
    }

    [Fact]
    public async Task Run_WhereAShardCannotBePublished_KeepsTheOthersAndLeavesNoPart()
    {
        var settings = TestSet.Settings(bundle);
        ShardStore.Open(root, settings);
        Directory.CreateDirectory(Path.Combine(root, "000001.tar", "in the way"));
        await Assert.ThrowsAnyAsync<SystemException>(() => TestSet.DrawAsync(bundle, settings, root));
        Assert.DoesNotContain(TestSet.Tree(root).Keys, f => f.Contains(".partial") || f == SyntheticSet.FileName);
        Assert.True(File.Exists(Path.Combine(root, "000000.tar")));
        Directory.Delete(Path.Combine(root, "000001.tar"), recursive: true);
        Assert.Equal(settings.Count, (await TestSet.DrawAsync(bundle, settings, root)).Images);
    }

    [Theory]
    [InlineData("000000.tar/mine")]
    [InlineData("shards/mine")]
    public void Open_OfAFolderWithNamesLikeOurs_LeavesItAsItIs(string mine)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(this[mine])!);
        File.WriteAllText(this[mine], "mine");
        Assert.Contains(
            "give another --out",
            Assert.Throws<InputException>(() => ShardStore.Open(root, TestSet.Settings(bundle))).Message
        );
        Assert.Equal([mine], TestSet.Tree(root).Keys);
    }

    [Fact]
    public async Task Run_TwiceAtOnce_DrawsEachShardOnce()
    {
        var settings = TestSet.Settings(bundle) with { Count = 200 };
        var both = await Task.WhenAll(
            Enumerable.Range(0, 2).Select(_ => Task.Run(() => TestSet.DrawAsync(bundle, settings, root, drawers: 1)))
        );
        Assert.Equal(200, both.Sum(r => r.Drawn));
        Assert.All(both, r => Assert.Equal(200, r.Images));
        await TestSet.DrawAsync(bundle, settings, this["alone"]);
        Assert.Equal(TestSet.Tree(this["alone"]), TestSet.Tree(root).Where(f => !f.Key.StartsWith("alone")));
    }

    [Fact]
    public async Task Run_RemovesWhatKilledProcessesLeft()
    {
        var settings = TestSet.Settings(bundle) with { Count = 4 };
        ShardStore.Open(root, settings);
        var (dead, foreign) = (
            Path.Combine(root, $".000000.{Environment.MachineName}.{int.MaxValue}.partial"),
            Path.Combine(root, ".000000.another.host.7.partial")
        );
        File.WriteAllText(dead, "half a shard");
        File.WriteAllText(foreign, "half a shard");
        var claims = Directory.CreateDirectory(Path.Combine(root, ShardStore.ClaimFolder)).FullName;
        File.WriteAllText(Path.Combine(claims, "000000"), "");
        await TestSet.DrawAsync(bundle, settings, root);
        Assert.False(File.Exists(dead));
        Assert.True(File.Exists(foreign)); // it may be at work
        Assert.False(Directory.Exists(claims));
    }

    [Fact]
    public async Task Run_WithClasses_GivesTheWantedMixAndSaysHowHardItWas()
    {
        var settings = TestSet.Settings(bundle, SyntheticFormat.Folder) with
        {
            Count = 12,
            ShardSize = 12,
            Classes = new SortedDictionary<string, long> { ["mel"] = 8, ["vasc"] = 4 },
            MaxTries = 100_000,
        };
        var result = await TestSet.DrawAsync(bundle, settings, root);
        var folder = Path.Combine(root, "000000");
        var rows = File.ReadLines(Path.Combine(folder, FolderShard.MetadataFile))
            .Select(l => JsonNode.Parse(l)!)
            .ToArray();
        Assert.Equal(
            (8, 4),
            (rows.Count(r => (string)r["class"]! == "mel"), rows.Count(r => (string)r["class"]! == "vasc"))
        );
        var classifier = new Classification.Classifier(bundle, ImageLimits.Default);
        foreach (var row in rows)
        {
            var top = classifier
                .Classify(File.ReadAllBytes(Path.Combine(folder, (string)row["file_name"]!)))
                .Predictions[0];
            Assert.Equal(((string)row["class"]!, (float)row["probability"]!), (top.Code, top.Probability));
        }
        Assert.Equal(rows.Sum(r => (int)r["attempt"]!), result.Set!.Seen.OtherClass);
        Assert.Equal(12, result.Set.Seen.Tries - result.Set.Seen.OtherClass);
    }

    [Fact]
    public async Task Run_WithoutAnyDrawThatMayStay_SaysSo()
    {
        var settings = TestSet.Settings(bundle) with { Psi = [0], RejectDegenerate = true, MaxTries = 3 };
        using var flat = FlatGenerator();
        var error = await Assert.ThrowsAsync<InputException>(() => TestSet.DrawAsync(flat, settings, root));
        Assert.Contains("none of 3 draws could stay (3 degenerate)", error.Message);
        Assert.DoesNotContain(TestSet.Tree(root).Keys, f => f.Contains("000000"));
    }

    /// <summary>psi of 0 and weak noise: nothing but grey.</summary>
    static Bundle FlatGenerator()
    {
        var published = TinyBundle.Publish(noise: 0.01f);
        try
        {
            return Bundle.Load(Path.Combine(published, "tiny"));
        }
        finally
        {
            Directory.Delete(published, recursive: true);
        }
    }

    [Fact]
    public async Task Run_OfOtherSettings_NamesTheSetting()
    {
        var settings = TestSet.Settings(bundle) with { Count = 4 };
        await TestSet.DrawAsync(bundle, settings, root);
        var error = await Assert.ThrowsAsync<InputException>(() =>
            TestSet.DrawAsync(bundle, settings with { Psi = [0.5f] }, root)
        );
        Assert.Contains("psi is [0.7] there and [0.5] here", error.Message);
    }
}
