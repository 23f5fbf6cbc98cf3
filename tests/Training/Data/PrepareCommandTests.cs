using System.CommandLine;
using System.Text.Json;
using Platform.Shared;
using Platform.Shared.Formats;
using Platform.Shared.Imaging;
using Platform.Training.Commands;
using Platform.Training.Data;

namespace Platform.Training.Tests.Data;

public sealed class PrepareCommandTests : IDisposable
{
    readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    Task Prepare(params string[] arguments) =>
        PrepareCommand
            .Create()
            .Parse(arguments)
            .InvokeAsync(new InvocationConfiguration { EnableDefaultExceptionHandler = false });

    async Task<string> Refusal(params string[] arguments) =>
        (await Assert.ThrowsAsync<InputException>(() => Prepare(arguments))).Message;

    Task Phantom(string name, params string[] more) =>
        Prepare(["--dataset", "phantom", "--count", "30", "--size", "16", "--out", folder[name], .. more]);

    /// <summary>Two photographs of each lesion, ten lesions a class.</summary>
    void Photographs()
    {
        foreach (var label in new[] { "mel", "nv" })
            for (var i = 0; i < 20; i++)
            {
                Directory.CreateDirectory(folder[$"source/{label}/{i % 3}"]);
                File.WriteAllBytes(
                    folder[$"source/{label}/{i % 3}/{i:D2}.png"],
                    SmallHam.Picture(100 * label.Length + i)
                );
            }
        File.WriteAllLines(
            folder["source/groups.csv"],
            [
                "image,lesion",
                .. from label in new[] { "mel", "nv" }
                from i in Enumerable.Range(0, 20)
                select $"{label}/{i % 3}/{i:D2}.png,{label}{i / 2}",
            ]
        );
    }

    [Fact]
    public void Preview_CountsTheClasses_AndMakesNothing()
    {
        Photographs();
        var request = new PrepareRequest
        {
            Source = new()
            {
                Dataset = "folder",
                Folder = folder["source"],
                Count = 1,
            },
            Output = folder["data"],
            Options = new([64, 32], null, 0, SplitBy.Lesion, 0.2, false),
        };
        var preview = PrepareRunner.Preview(request, CancellationToken.None);
        Assert.Equal([("mel", 20), ("nv", 20)], preview.Classes);
        Assert.Equal((40, 40L * 3 * (64 * 64 + 32 * 32)), (preview.Images, preview.PackedBytes));
        Assert.True(preview.ImagesPerSecond > 0);
        Assert.False(Directory.Exists(folder["data"]));
    }

    [Fact]
    public async Task HeldOut_DoesNotTouchAFolderThatItDidNotMake()
    {
        Directory.CreateDirectory(folder["held.partial"]);
        File.WriteAllText(folder["held.partial/notes.txt"], "mine");
        Assert.Contains(
            "not left by an interrupted run",
            await Refusal(
                "--dataset",
                "phantom",
                "--count",
                "30",
                "--size",
                "16",
                "--out",
                folder["data"],
                "--held-out",
                folder["held"]
            )
        );
        Assert.Equal("mine", File.ReadAllText(folder["held.partial/notes.txt"]));
        Assert.False(Path.Exists(folder["data"]));
    }

    [Fact]
    public async Task HeldOut_OfNothing_MakesTheDataFolderAlone()
    {
        await Phantom("data", "--test", "0", "--held-out", folder["held"]);
        Assert.Equal(30, DataFolder.Open(folder["data"]).Indices("train").Length);
        Assert.False(Path.Exists(folder["held"]));
    }

    [Fact]
    public async Task HeldOut_PreparedAgain_KeepsLesionsTogether()
    {
        Photographs();
        await Prepare(
            "--dataset",
            "folder",
            "--source",
            folder["source"],
            "--size",
            "16",
            "--out",
            folder["data"],
            "--test",
            "0.5",
            "--held-out",
            folder["held"]
        );
        var first = DataFolder.Open(folder["data"]);
        var names = Directory
            .EnumerateFiles(folder["held"], "*.png", SearchOption.AllDirectories)
            .Select(f => Path.GetRelativePath(folder["held"], f));
        Assert.Equal(first.Rows.Where(r => r.Split == "test").Select(r => r.Image).Order(), names.Order());

        await Prepare(
            "--dataset",
            "folder",
            "--source",
            folder["held"],
            "--size",
            "16",
            "--out",
            folder["again"],
            "--test",
            "0.5"
        );
        var again = DataFolder.Open(folder["again"]);
        Assert.Equal(
            first.Rows.Where(r => r.Split == "test").Select(r => (r.Image, r.Lesion)),
            again.Rows.Select(r => (r.Image, r.Lesion))
        );
        Assert.All(again.Rows.GroupBy(r => r.Lesion), lesion => Assert.Single(lesion.Select(r => r.Split).Distinct()));
        Assert.NotEmpty(again.Indices("test"));
    }

    [Fact]
    public async Task AClassOfOneLesion_StaysForTraining()
    {
        Photographs();
        Directory.Delete(folder["source/nv"], recursive: true);
        File.Delete(folder["source/groups.csv"]);
        Directory.CreateDirectory(folder["source/nv"]);
        File.WriteAllBytes(folder["source/nv/one.png"], SmallHam.Picture(1));
        await Prepare(
            "--dataset",
            "folder",
            "--source",
            folder["source"],
            "--size",
            "16",
            "--out",
            folder["data"],
            "--test",
            "0.9"
        );
        Assert.Equal("train", Assert.Single(DataFolder.Open(folder["data"]).Rows, r => r.Label == "nv").Split);
    }

    [Fact]
    public async Task AddSize_PacksWhatTheDecoderGives_AndLeavesTheSplitsAsTheyAre()
    {
        Photographs();
        await Prepare(
            "--dataset",
            "folder",
            "--source",
            folder["source"],
            "--size",
            "16",
            "--out",
            folder["data"],
            "--subset",
            "30",
            "--seed",
            "3"
        );
        var before = DataFolder.Open(folder["data"]);
        await Prepare("--add-size", "8,16", "--out", folder["data"]);
        var after = DataFolder.Open(folder["data"]);
        Assert.Equal(before.ManifestSha256, after.ManifestSha256);
        Assert.Equal(
            before.Info with
            {
                Sides = [],
            },
            after.Info with
            {
                Sides = [],
            },
            (a, b) => JsonSerializer.Serialize(a) == JsonSerializer.Serialize(b)
        );
        Assert.Equal([16, 8], after.Info.Sides);
        using var pixels = after.Pixels(8);
        for (var i = 0; i < pixels.Count; i++)
            Assert.Equal(
                Preprocessing.Square(File.ReadAllBytes(folder[$"source/{after.Rows[i].Image}"]), new(8)),
                pixels.Image(i).ToArray()
            );
    }

    [Fact]
    public async Task AddSize_OfPhantoms_DrawsThemAgain()
    {
        await Phantom("a", "--seed", "5");
        await Prepare("--add-size", "8", "--out", folder["a"]);
        await Prepare("--dataset", "phantom", "--count", "30", "--seed", "5", "--size", "16,8", "--out", folder["b"]);
        Assert.Equal(File.ReadAllBytes(folder["b/pixels.8.bin"]), File.ReadAllBytes(folder["a/pixels.8.bin"]));
        Assert.Equal(File.ReadAllText(folder["b/dataset.json"]), File.ReadAllText(folder["a/dataset.json"]));
    }

    [Fact]
    public async Task AddSize_WhereAFileHasChanged_AddsNothing()
    {
        Photographs();
        await Prepare("--dataset", "folder", "--source", folder["source"], "--size", "16", "--out", folder["data"]);
        var before = Directory
            .EnumerateFiles(folder["data"])
            .Order()
            .Select(f => (f, Convert.ToHexString(File.ReadAllBytes(f))))
            .ToArray();
        File.WriteAllBytes(folder["source/mel/1/01.png"], SmallHam.Picture(999));
        File.Delete(folder["source/nv/1/01.png"]);
        Directory.Move(folder["source"], folder["moved"]);
        var gone = await Refusal("--add-size", "8", "--out", folder["data"]);
        Assert.Contains("no such folder", gone);
        File.Delete(folder["moved/groups.csv"]);
        var message = await Refusal("--add-size", "8", "--out", folder["data"], "--source", folder["moved"]);
        Assert.Contains(
            "nothing was added: 2 of its 40 images are not as they were packed; the first: mel/1/01.png: "
                + "the file has changed",
            message
        );
        Assert.Equal(
            before,
            Directory.EnumerateFiles(folder["data"]).Order().Select(f => (f, Convert.ToHexString(File.ReadAllBytes(f))))
        );
    }

    [Fact]
    public async Task Csv_IsReadAgain_WhereASideIsAdded()
    {
        Photographs();
        File.WriteAllLines(
            folder["cases.csv"],
            ["file;dx", .. Enumerable.Range(0, 20).Select(i => $"mel/{i % 3}/{i:D2};{(i % 2 == 0 ? "Mole" : "other")}")]
        );
        File.WriteAllLines(folder["labels.csv"], ["label,class", "mole,Nevus", "other,Melanoma in situ"]);
        await Prepare(
            "--dataset",
            "csv",
            "--source",
            folder["cases.csv"],
            "--images",
            folder["source"],
            "--columns",
            "image=file,label=dx",
            "--labels",
            folder["labels.csv"],
            "--classes",
            "isic2019",
            "--size",
            "16",
            "--out",
            folder["data"]
        );
        await Prepare("--add-size", "8", "--out", folder["data"]);
        var made = DataFolder.Open(folder["data"]);
        Assert.Equal(["MEL", "NV"], made.Classes);
        Assert.Equal(20, made.Rows.Count);
        using var pixels = made.Pixels(8);
        var file = folder[$"source/{made.Rows[3].Image}.png"];
        Assert.Equal(Preprocessing.Square(File.ReadAllBytes(file), new(8)), pixels.Image(3).ToArray());
        Assert.StartsWith(
            "--classes: not with --add-size",
            await Refusal("--add-size", "4", "--out", folder["data"], "--classes", "own")
        );
        Assert.StartsWith(
            "--columns: not with --dataset phantom",
            await Refusal("--dataset", "phantom", "--out", folder["other"], "--columns", "image=a")
        );
    }

    [Fact]
    public async Task AddSize_WithOptionsOfMaking_IsRefused()
    {
        await Phantom("data");
        Assert.StartsWith(
            "--test: not with --add-size",
            await Refusal("--add-size", "8", "--out", folder["data"], "--test", "0.3")
        );
        Assert.Contains("--dataset: give one of", await Refusal("--out", folder["other"]));
    }
}
