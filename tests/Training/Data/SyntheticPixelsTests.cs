using System.Formats.Tar;
using Platform.Shared;
using Platform.Shared.Formats;
using Platform.Shared.Imaging;
using Platform.Training.Data;
using Platform.Training.Ssl;

namespace Platform.Training.Tests.Data;

public sealed class SyntheticPixelsTests : IDisposable
{
    const int Side = 8,
        Images = 7;
    readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    static byte[] Picture(int number) =>
        [.. Enumerable.Range(0, Side * Side * 3).Select(i => (byte)(i * 7 + number * 31))];

    static byte[] Png(int number) => PngEncoder.Encode(Picture(number), Side, Side);

    void Tar(string name, params int[] numbers)
    {
        using var tar = new TarWriter(File.Create(folder[name]), TarEntryFormat.Ustar);
        foreach (var n in numbers)
        foreach (var (kind, bytes) in new[] { ("png", Png(n)), ("json", "{}"u8.ToArray()) })
            tar.WriteEntry(
                new UstarTarEntry(TarEntryType.RegularFile, $"key{n}.{kind}") { DataStream = new MemoryStream(bytes) }
            );
    }

    /// <summary>As sample writes a shard of packed pixels.</summary>
    void Packed(string name, params int[] numbers)
    {
        Directory.CreateDirectory(folder[name]);
        File.WriteAllBytes(folder[$"{name}/pixels.{Side}.bin"], [.. numbers.SelectMany(Picture)]);
        ManifestRow.Write(
            folder[$"{name}/manifest.csv"],
            [.. numbers.Select(n => new ManifestRow($"key{n}", "synthetic", $"key{n}", "", "train", "", Side, Side))]
        );
        File.WriteAllText(
            folder[$"{name}/dataset.json"],
            $$"""
            {"schema":1,"name":"synthetic","sides":[{{Side}}],"classes":[],"split":"image","test":0,
             "seed":0,"subset":null,"images":{{numbers.Length}},"rejected":0}
            """
        );
    }

    void Check(int side = Side)
    {
        using var images = SyntheticPixels.Open(folder.Path, new(side));
        Assert.Equal(Images, images.Count);
        for (var i = 0; i < Images; i++)
            Assert.Equal(AreaAverage.Resize(new(Picture(i), Side, Side), side, side), images.Image(i).ToArray());
    }

    [Theory]
    [InlineData(Side)]
    [InlineData(4)]
    public void Open_OfTarShards_GivesTheirImagesInOrder(int side)
    {
        Tar("000000.tar", 0, 1, 2, 3);
        Tar("000001.tar", 4, 5, 6);
        File.WriteAllText(folder[".000002.host.7.partial"], "half a shard");
        Check(side);
    }

    [Fact]
    public void Open_OfAFolderOfShards_GivesTheirImagesInOrder()
    {
        for (var i = 0; i < Images; i++)
            File.WriteAllBytes(
                Path.Combine(Directory.CreateDirectory(folder[$"00000{i / 4}"]).FullName, $"key{i}.png"),
                Png(i)
            );
        File.WriteAllBytes(
            Path.Combine(Directory.CreateDirectory(folder[".000002.host.7.partial"]).FullName, "key9.png"),
            Png(9)
        );
        Check();
    }

    [Theory]
    [InlineData(Side, false)]
    [InlineData(4, true)]
    public void Open_OfPackedShards_MapsThemAsTheyAre_WhereTheSideFits(int side, bool cached)
    {
        Packed("000000", 0, 1, 2, 3);
        Packed("000001", 4, 5, 6);
        Check(side);
        Assert.Equal(cached, Directory.Exists(folder[".packed"]));
    }

    [Fact]
    public void Open_Again_ReadsTheCache_UntilAFileChanges()
    {
        Tar("000000.tar", 0, 1, 2, 3, 4, 5, 6);
        Check();
        var cache = Assert.Single(Directory.GetFiles(folder[".packed"]));
        Check();
        Assert.Equal(cache, Assert.Single(Directory.GetFiles(folder[".packed"])));
        Tar("000000.tar", 6, 5);
        using var changed = SyntheticPixels.Open(folder.Path, new(Side));
        Assert.Equal(
            (2, Picture(5)),
            (changed.Count, changed.Image(1).ToArray()),
            (a, b) => a.Item1 == b.Item1 && a.Item2.SequenceEqual(b.Item2)
        );
        Assert.NotEqual(cache, Assert.Single(Directory.GetFiles(folder[".packed"])));
    }

    [Fact]
    public void Open_WhereNoCacheCanBe_ReadsTheImages_AndLeavesNoneElsewhere()
    {
        Tar("000000.tar", 0, 1, 2, 3, 4, 5, 6);
        File.WriteAllText(folder[".packed"], "a file stands where the folder would be");
        Check();
        Assert.Empty(Directory.EnumerateFileSystemEntries(Path.GetTempPath(), "lesion-packed*"));
    }

    [Fact]
    public void Pool_AppendsSeveralSets()
    {
        Packed("a", 3, 4);
        Packed("b", 5);
        using var real = DataFolder.Open(folder["a"]).Pixels(Side);
        using var a = SyntheticPixels.Open(folder["a"], new(Side));
        using var b = SyntheticPixels.Open(folder["b"], new(Side));
        var pool = new ImagePool(real, [1], [a, b]);
        Assert.Equal(
            [4, 3, 4, 5],
            Enumerable
                .Range(0, pool.Count)
                .Select(i => Enumerable.Range(0, Images).Single(n => Picture(n).AsSpan().SequenceEqual(pool.Image(i))))
        );
        Assert.Equal(1, a.First(1).Count);
    }

    [Fact]
    public void Open_OfAnIncompleteSet_SaysWhatToDo()
    {
        Tar("000000.tar", 0);
        var settings = new SyntheticSettings
        {
            Bundle = "lesions 1.0.0",
            GeneratorSha256 = new string('0', 64),
            IntendedUse = "tests",
            Seed = 0,
            Start = 0,
            Count = 2,
            Psi = [1],
            Side = Side,
            Format = SyntheticFormat.WebDataset,
            ShardSize = 1,
        };
        File.WriteAllText(folder["settings.json"], settings.ToJson());
        Assert.Contains(
            "run the command that draws it again",
            Assert.Throws<InputException>(() => SyntheticPixels.Open(folder.Path, new(Side))).Message
        );
    }

    [Fact]
    public void Open_OfADamagedShard_NamesIt()
    {
        Tar("000000.tar", 0, 1, 2);
        File.WriteAllBytes(folder["000000.tar"], File.ReadAllBytes(folder["000000.tar"])[..700]);
        Assert.Contains(
            "000000.tar",
            Assert.ThrowsAny<Exception>(() => SyntheticPixels.Open(folder.Path, new(Side))).Message
        );
    }
}
