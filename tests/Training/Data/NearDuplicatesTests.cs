using System.CommandLine;
using Platform.Shared;
using Platform.Shared.Files;
using Platform.Shared.Imaging;
using Platform.Training.Commands;
using Platform.Training.Data;
using Platform.Training.Data.Duplicates;

namespace Platform.Training.Tests.Data;

public sealed class NearDuplicatesTests : IDisposable
{
    const int Count = 100;

    readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    static IReadOnlyList<NearDuplicate> Pairs(IReadOnlyList<byte[]> encoded)
    {
        byte[][] squares = [.. encoded.Select(e => Preprocessing.Square(e, new(Likeness.Side)))];
        var looks = NearDuplicates.Looks(
            "test",
            squares.Length,
            i => Luminance.Of(squares[i], Likeness.Side, Likeness.Side),
            CancellationToken.None
        );
        return NearDuplicates.Within("test", looks, CancellationToken.None);
    }

    /// <summary>A hundred photographs and a copy of each: the copies are found, and nothing else is.</summary>
    [Theory]
    [InlineData(0, true, 0, 1, 100)]
    [InlineData(1, false, 0, 1, 100)]
    [InlineData(2, true, 0, 1, 100)]
    [InlineData(3, false, 0, 1, 100)]
    [InlineData(0, false, 0.05f, 1, 100)]
    [InlineData(0, false, 0, 1, 50)]
    [InlineData(0, false, 0, 0.6f, 100)]
    [InlineData(3, true, 0.05f, 0.7f, 70)]
    public void Within_FindsTurnedMirroredCroppedResizedAndCompressedCopies_AndNothingElse(
        int turns,
        bool mirror,
        float crop,
        float scale,
        int quality
    )
    {
        byte[][] originals = [.. Enumerable.Range(0, Count).Select(DrawnSkin.Png)];
        var copies = originals.Select((o, i) => DrawnSkin.Copy(o, i, turns, mirror, crop, scale, quality));
        var pairs = Pairs([.. originals, .. copies]);
        Assert.All(pairs, p => Assert.Equal(p.One + Count, p.Other));
        Assert.InRange(pairs.Count, Count * 99 / 100, Count);
    }

    /// <summary>The surround is all that such photographs have in common.</summary>
    [Fact]
    public void Within_OfDifferentLesionsInBlackSurrounds_FindsNothing() =>
        Assert.Empty(Pairs([.. Enumerable.Range(0, 60).Select(DrawnSkin.Round)]));

    [Fact]
    public void Within_OfFlatPictures_FindsNothing() =>
        Assert.Empty(
            Pairs([
                .. Enumerable
                    .Range(0, 4)
                    .Select(i => PngEncoder.Encode([.. Enumerable.Repeat((byte)(60 * i), 300)], 10, 10)),
            ])
        );

    /// <summary>Two classes of twenty lesions; some have a copy under a name of its own.</summary>
    void Photographs(string name, int first, int copied)
    {
        for (var i = 0; i < 40; i++)
        {
            var (label, png) = (i % 2 == 0 ? "mel" : "nv", DrawnSkin.Png(first + i));
            Directory.CreateDirectory(folder[$"{name}/{label}"]);
            File.WriteAllBytes(folder[$"{name}/{label}/{i:D2}.png"], png);
            if (i < copied)
                File.WriteAllBytes(
                    folder[$"{name}/{label}/copy{i:D2}.jpg"],
                    DrawnSkin.Copy(png, i, i % 4, true, 0.05f, 0.9f, 80)
                );
        }
    }

    static Task<int> Run(params string[] arguments) =>
        PrepareCommand
            .Create()
            .Parse(arguments)
            .InvokeAsync(new InvocationConfiguration { EnableDefaultExceptionHandler = false });

    Task<int> Prepare(string source, string output, params string[] more) =>
        Run(["--dataset", "folder", "--source", folder[source], "--out", folder[output], .. more]);

    [Fact]
    public async Task Prepare_KeepsNearDuplicatesInOneSplit_AndListsThem()
    {
        Photographs("source", 0, copied: 20);
        Assert.Equal(0, await Prepare("source", "data", "--size", "64", "--test", "0.5"));
        var rows = DataFolder.Open(folder["data"]).Rows.ToDictionary(r => r.Image);
        var pairs = CsvTable.Read(folder["data/near-duplicates.csv"], ["image", "other", "split", "other_split"]);
        Assert.Equal(20, pairs.Count);
        Assert.All(
            pairs,
            p => Assert.Equal(p["image"].Replace(".png", "")[^2..], p["other"].Replace(".jpg", "")[^2..])
        );
        Assert.All(pairs, p => Assert.Equal(rows[p["image"]].Split, rows[p["other"]].Split));
        Assert.Equal(["test", "train"], pairs.Select(p => p["split"]).Distinct().Order());
        Assert.Equal(60, rows.Count);

        Assert.Equal(0, await Prepare("source", "b", "--size", "64", "--test", "0.5", "--near-duplicates", "ignore"));
        Assert.False(File.Exists(folder["b/near-duplicates.csv"]));
        var apart = DataFolder.Open(folder["b"]).Rows.ToDictionary(r => r.Image, r => r.Split);
        Assert.Contains(pairs, p => apart[p["image"]] != apart[p["other"]]); // else the split above shows nothing
    }

    [Fact]
    public async Task Check_OfAFolderThatTestsWhatTheOtherTrainsOn_ListsIt_AndFails()
    {
        Photographs("a", 0, copied: 0);
        Photographs("b", 1000, copied: 0);
        Photographs("c", 1000, copied: 0);
        File.Copy(folder["a/nv/01.png"], folder["c/nv/same.png"]);
        File.WriteAllBytes(
            folder["c/mel/turned.jpg"],
            DrawnSkin.Copy(File.ReadAllBytes(folder["a/mel/02.png"]), 1, 1, false, 0, 1, 80)
        );
        await Prepare("a", "a-data", "--size", "64", "--test", "0");
        await Prepare("b", "b-data", "--size", "64", "--test", "0.5");
        await Prepare("c", "c-data", "--size", "64", "--test", "0.9");
        Assert.Equal(0, await Run("--check", folder["b-data"], "--out", folder["a-data"]));

        var shared = FolderCheck.Run(folder["a-data"], [folder["b-data"], folder["c-data"]], CancellationToken.None);
        Assert.Equal(
            [("mel/02.png", "mel/turned.jpg", false), ("nv/01.png", "nv/same.png", true)],
            shared.Select(s => (s.Image.Image, s.Other.Image, s.IsSameFile)).Order()
        );
        Assert.All(shared, s => Assert.Equal(s.Other.Split == "test", s.IsLeak));
        Assert.Contains(shared, s => s.IsLeak);
        Assert.Equal(1, await Run("--check", folder["b-data"], folder["c-data"], "--out", folder["a-data"]));
    }

    [Fact]
    public async Task Check_OfWhatCannotBeCompared_SaysWhatToDo()
    {
        Photographs("a", 0, copied: 0);
        await Prepare("a", "a-data", "--size", "64");
        await Prepare("a", "centre", "--size", "64", "--fit", "centre");
        await Prepare("a", "small", "--size", "32");
        async Task<string> Refusal(params string[] arguments) =>
            (await Assert.ThrowsAsync<InputException>(() => Run(arguments))).Message;
        Assert.Contains("--fit", await Refusal("--check", folder["centre"], "--out", folder["a-data"]));
        Assert.Contains("--add-size 64", await Refusal("--check", folder["small"], "--out", folder["a-data"]));
        Assert.Contains("itself", await Refusal("--check", folder["a-data"], "--out", folder["a-data"]));
        Assert.StartsWith(
            "--size: not with --check",
            await Refusal("--check", folder["small"], "--out", folder["a-data"], "--size", "64")
        );
    }
}
