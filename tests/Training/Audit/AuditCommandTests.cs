using System.CommandLine;
using System.Text.Json.Nodes;
using Platform.Shared;
using Platform.Shared.Formats;
using Platform.Training.Commands;
using Platform.Training.Data;

namespace Platform.Training.Tests.Audit;

public sealed class AuditCommandTests : IDisposable
{
    const int Drawn = 200,
        Planted = 10; // 5 %

    /// <summary>Drawn lesions have fewer details than photographs, so that unrelated ones are more alike.</summary>
    static readonly string[] Limit = ["--copy-score", "0.93"];

    readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    /// <summary>Phantom photographs: one set to train on, another drawn by another seed as synthetic images.</summary>
    void Prepare(bool leak)
    {
        var real = Datasets.Read("phantom", null, 300, 1);
        new Preparation(real, new([64], null, 1, SplitBy.Lesion, 0.3, true)).Write(
            folder["data"],
            CancellationToken.None
        );
        Directory.CreateDirectory(folder["drawn"]);
        var synthetic = Datasets.Read("phantom", null, Drawn, 2).Images;
        for (var i = leak ? Planted : 0; i < Drawn; i++)
            File.WriteAllBytes(folder[$"drawn/{i:D4}.png"], synthetic[i].Read());
        if (!leak)
            return;
        var trained = DataFolder
            .Open(folder["data"])
            .Rows.Where(r => r.Split == "train")
            .Select(r => r.Image)
            .ToHashSet();
        foreach (
            var (image, i) in real
                .Images.Where(image => trained.Contains(image.Image))
                .Take(Planted)
                .Select((image, i) => (image, i))
        )
            File.WriteAllBytes(
                folder[$"drawn/{i:D4}.jpg"],
                Leak.Of(image.Read(), i % 2 == 0 ? 0.05 : 0, i % 3 == 0, 60, i)
            );
    }

    async Task<(int Exit, JsonNode Result)> Audit(params string[] more)
    {
        var exit = await AuditCommand
            .Create()
            .Parse([
                folder["drawn"],
                "--against",
                folder["data"],
                "--out",
                folder["audit"],
                "--device",
                "cpu",
                "--threads",
                "1",
                .. more,
            ])
            .InvokeAsync(new InvocationConfiguration { EnableDefaultExceptionHandler = false });
        return (exit, JsonNode.Parse(File.ReadAllText(folder["audit/audit.json"]))!);
    }

    [Fact]
    public async Task Audit_FindsPlantedCopies_AndFails()
    {
        Prepare(leak: true);
        var (exit, result) = await Audit(["--remove", .. Limit]);
        Assert.Equal(1, exit);
        Assert.False((bool)result["passed"]!);
        var found = result["copies"]!.AsArray().Select(c => (string)c!["file"]!).ToArray();
        Assert.InRange(found.Count(f => f.EndsWith(".jpg")), 0.95 * Planted, Planted);
        Assert.True(found.Count(f => f.EndsWith(".png")) <= 1);
        Assert.All(found, f => Assert.False(File.Exists(folder[$"drawn/{f}"])));
        Assert.Equal(Drawn - found.Length, Directory.EnumerateFiles(folder["drawn"]).Count());
        Assert.True(new FileInfo(folder["audit/closest.png"]).Length > 0);
    }

    [Fact]
    public async Task Audit_OfACleanSet_Passes()
    {
        Prepare(leak: false);
        var (exit, result) = await Audit(Limit);
        Assert.True(exit == 0, result["failures"]!.ToJsonString());
        Assert.Equal((Drawn, true), ((int)result["synthetic_images"]!, (bool)result["passed"]!));
        Assert.InRange((double)result["spaces"]!["pixels"]!["membership_area"]!, 0.4, 0.6);
    }

    [Fact]
    public async Task Audit_OfADrawnSet_NamesItsGenerator_AndThePhotographs()
    {
        Prepare(leak: false);
        var sha256 = new string('a', 64);
        var settings = new SyntheticSettings
        {
            Run = "gan after 1000 images",
            GeneratorSha256 = sha256,
            IntendedUse = "tests",
            Seed = 2,
            Start = 0,
            Count = Drawn,
            Psi = [1],
            Side = 64,
            Format = SyntheticFormat.Folder,
            ShardSize = Drawn,
        };
        Directory.Move(folder["drawn"], folder["images"]);
        Directory.CreateDirectory(folder["drawn"]);
        Directory.Move(folder["images"], folder["drawn/000000"]);
        File.WriteAllText(folder["drawn/settings.json"], settings.ToJson());
        var refusal = await Assert.ThrowsAsync<InputException>(() => Audit(Limit));
        Assert.Contains("the set is not complete (no dataset.json)", refusal.Message);

        var shard = new ShardRecord("000000", 0, Drawn, 0, sha256, sha256, new(Drawn));
        File.WriteAllText(folder["drawn/dataset.json"], SyntheticSet.Of(settings, [shard]).ToJson());
        var (_, result) = await Audit(Limit);
        Assert.Equal(sha256, (string?)result["generator_sha256"]);
        Assert.Equal(DataFolder.Open(folder["data"]).ManifestSha256, (string?)result["data_sha256"]);
    }

    /// <summary>Its record was written before the first image.</summary>
    [Fact]
    public async Task Audit_OfASetThatAnEarlierReleaseGenerated_NamesItsGenerator()
    {
        Prepare(leak: false);
        var sha256 = new string('a', 64);
        File.WriteAllText(
            folder["drawn/dataset.json"],
            $$"""{ "generator": "gan after 1000 images", "generatorSha256": "{{sha256}}", "seed": 0 }"""
        );
        var (_, result) = await Audit(Limit);
        Assert.Equal((sha256, Drawn), ((string?)result["generator_sha256"], (int)result["synthetic_images"]!));
    }

    [Fact]
    public async Task Audit_WithBadOptions_SaysWhatToDo()
    {
        Prepare(leak: false);
        async Task<string> Refusal(params string[] arguments) =>
            (
                await Assert.ThrowsAsync<InputException>(() =>
                    AuditCommand
                        .Create()
                        .Parse(arguments)
                        .InvokeAsync(new InvocationConfiguration { EnableDefaultExceptionHandler = false })
                )
            ).Message;
        Assert.Contains(
            "no such folder",
            await Refusal(folder["absent"], "--against", folder["data"], "--out", folder["audit"])
        );
        Assert.Contains(
            "--max-copies 2",
            await Refusal(folder["drawn"], "--against", folder["data"], "--out", folder["audit"], "--max-copies", "2")
        );
        Assert.Contains(
            "holds files already",
            await Refusal(folder["drawn"], "--against", folder["data"], "--out", folder["drawn"])
        );
    }
}
