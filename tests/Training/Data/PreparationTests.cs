using System.Text.Json;
using Platform.Shared;
using Platform.Shared.Formats;
using Platform.Shared.Imaging;
using Platform.Training.Data;

namespace Platform.Training.Tests.Data;

public sealed class PreparationTests : IDisposable
{
    static readonly PreparationOptions Options = new([16, 8], null, 0, SplitBy.Lesion, 0.2, false);
    readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    DataFolder Prepare(string name, PreparationOptions options, CancellationToken cancellation = default)
    {
        new Preparation(Datasets.Read("ham10000", folder["source"], 0, 0), options).Write(folder[name], cancellation);
        return DataFolder.Open(folder[name]);
    }

    [Fact]
    public void Write_PacksWhatTheDecoderGives_InManifestOrder()
    {
        SmallHam.Write(folder["source"], SmallHam.ManyRows);
        var data = Prepare("out", Options);
        Assert.Equal(80, data.Rows.Count);
        Assert.Equal(["mel", "nv"], data.Classes);
        foreach (var side in Options.Sides)
        {
            using var pixels = data.Pixels(side);
            for (var i = 0; i < 80; i += 13)
                Assert.Equal(
                    Preprocessing.Square(
                        File.ReadAllBytes(SmallHam.Path(folder["source"], data.Rows[i].Image)),
                        new(side)
                    ),
                    pixels.Image(i).ToArray()
                );
        }
        Assert.Equal((20, 15, "ham10000"), (data.Rows[0].Width, data.Rows[0].Height, data.Rows[0].Source));
    }

    public static TheoryData<Fit, ColourConstancy> Treatments =>
        new(from fit in Enum.GetValues<Fit>() from colour in Enum.GetValues<ColourConstancy>() select (fit, colour));

    /// <summary>What a bundle of these data says gives the pixels that were trained on, bit by bit.</summary>
    [Theory]
    [MemberData(nameof(Treatments))]
    public void Write_PacksWhatServingSees_ByEachFitAndColour(Fit fit, ColourConstancy colour)
    {
        SmallHam.Write(folder["source"], SmallHam.ManyRows);
        var data = Prepare("out", Options with { Fit = fit, Colour = colour });
        var written = File.ReadAllText(folder["out/dataset.json"]);
        Assert.Equal(fit != Fit.Squash, written.Contains("\"fit\""));
        Assert.Equal(colour != ColourConstancy.None, written.Contains("\"colour\": \"shades-of-grey\""));
        var spec = JsonSerializer.Deserialize<PreprocessingSpec>(
            JsonSerializer.Serialize(data.Info.Preprocessing(16), JsonSerializerOptions.Web),
            JsonSerializerOptions.Web
        )!;
        Assert.Equal((16, fit, colour), (spec.Side, spec.Fit, spec.Colour));
        Assert.Equal(spec.IsPlain, data.ContentSha256 == data.ManifestSha256);
        using var pixels = data.Pixels(spec, "a bundle");
        for (var i = 0; i < 80; i += 13)
            Assert.Equal(
                Preprocessing.Square(File.ReadAllBytes(SmallHam.Path(folder["source"], data.Rows[i].Image)), spec),
                pixels.Image(i).ToArray()
            );
    }

    [Fact]
    public void Pixels_OfPicturesThatWereTreatedOtherwise_AreRefused()
    {
        SmallHam.Write(folder["source"], SmallHam.ManyRows);
        var data = Prepare("out", Options with { Fit = Fit.Centre });
        Assert.Equal(
            $"{folder["out"]}: prepared with --fit centre --colour none, and bundle ham 1.0.0 saw pictures prepared "
                + "with --fit centre --colour shades-of-grey; give a data folder prepared like those",
            Assert
                .Throws<InputException>(() =>
                    data.Pixels(new(16, Fit.Centre, ColourConstancy.ShadesOfGrey), "bundle ham 1.0.0")
                )
                .Message
        );
        Assert.Contains(
            "squash",
            Assert.Throws<InputException>(() => data.Pixels(new PreprocessingSpec(16), "a run")).Message
        );
    }

    [Fact]
    public void Write_TwiceWithOneSeed_GivesEqualBytes()
    {
        SmallHam.Write(folder["source"], SmallHam.ManyRows);
        Prepare("a", Options with { Subset = 50 });
        Prepare("b", Options with { Subset = 50 });
        var files = Directory.GetFiles(folder["a"]).Select(Path.GetFileName).Order().ToArray();
        Assert.Equal(
            [
                "DATA_SHEET.md",
                "dataset.json",
                "manifest.csv",
                "pixels.16.bin",
                "pixels.8.bin",
                "rejected.csv",
                "source.json",
            ],
            files
        );
        foreach (var file in files)
            Assert.Equal(File.ReadAllBytes(folder[$"a/{file}"]), File.ReadAllBytes(folder[$"b/{file}"]));
    }

    [Fact]
    public void Write_ByLesion_PartsNoLesionAndHoldsOutItsShareOfEachClass()
    {
        SmallHam.Write(folder["source"], SmallHam.ManyRows);
        var rows = Prepare("out", Options).Rows;
        Assert.All(rows.GroupBy(r => r.Lesion), l => Assert.Single(l.Select(r => r.Split).Distinct()));
        Assert.Equal(4, rows.Count(r => r.Label == "mel" && r.Split == "test"));
        Assert.Equal(12, rows.Count(r => r.Label == "nv" && r.Split == "test"));
    }

    [Fact]
    public void Write_ByImage_PartsLesionsAsThePaperDoes()
    {
        SmallHam.Write(folder["source"], SmallHam.ManyRows);
        var rows = Prepare("out", Options with { Split = SplitBy.Image }).Rows;
        Assert.Equal(16, rows.Count(r => r.Split == "test"));
        Assert.Contains(rows.GroupBy(r => r.Lesion), l => l.Select(r => r.Split).Distinct().Count() == 2);
    }

    [Fact]
    public void Write_RejectsDamagedFilesAndEqualFilesWithOtherLabels_AndPacksTheRest()
    {
        var source = SmallHam.Write(
            folder["source"],
            "L1,A,nv",
            "L2,B,nv",
            "L3,C,mel",
            "L4,D,nv",
            "L5,E,nv",
            "L6,F,nv"
        );
        File.WriteAllBytes(SmallHam.Path(source, "B"), SmallHam.Picture(9)[..200]);
        File.WriteAllText(SmallHam.Path(source, "D"), "not a picture");
        File.Copy(SmallHam.Path(source, "C"), SmallHam.Path(source, "E"), overwrite: true);
        var data = Prepare("out", Options);
        Assert.Equal(["A", "F"], data.Rows.Select(r => r.Image));
        using var pixels = data.Pixels(8);
        Assert.Equal(
            Preprocessing.Square(File.ReadAllBytes(SmallHam.Path(source, "F")), new(8)),
            pixels.Image(1).ToArray()
        );
        Assert.Equal(
            [
                "image,reason",
                "B,the image is cut short",
                "C,conflicting labels: the same file as E (nv)",
                "D,\"not a JPEG, PNG, WebP or BMP image\"",
                "E,conflicting labels: the same file as C (mel)",
            ],
            File.ReadAllLines(folder["out/rejected.csv"])
        );
        Assert.Equal(4, data.Info.Rejected);
    }

    [Fact]
    public void Write_KeepsEqualFilesOfOneLabelInOneSplit()
    {
        SmallHam.Write(folder["source"], SmallHam.ManyRows);
        for (var i = 4; i < 80; i += 2) // the first photographs of all lesions of a class are one file
            File.Copy(
                SmallHam.Path(folder["source"], i / 2 % 4 == 0 ? "I000" : "I002"),
                SmallHam.Path(folder["source"], $"I{i:D3}"),
                overwrite: true
            );
        Assert.Equal(2, Prepare("out", Options).Rows.Select(r => (r.Label, r.Split)).Distinct().Count());
    }

    [Fact]
    public void Write_Strict_MakesABadRowAnError_AndLeavesNothing()
    {
        SmallHam.Write(folder["source"], "L1,A,nv", "L2,B,what");
        Assert.Contains(
            "B: unknown class code 'what'",
            Assert.Throws<InputException>(() => Prepare("out", Options with { Strict = true })).Message
        );
        Assert.Equal([folder["source"]], Directory.GetDirectories(folder.Path));
    }

    [Fact]
    public void Write_Interrupted_LeavesNothing()
    {
        SmallHam.Write(folder["source"], SmallHam.ManyRows);
        Assert.ThrowsAny<OperationCanceledException>(() => Prepare("out", Options, new CancellationToken(true)));
        Assert.Equal([folder["source"]], Directory.GetDirectories(folder.Path));
    }

    [Fact]
    public void Write_AfterAKill_StartsAfresh()
    {
        SmallHam.Write(folder["source"], "L1,A,nv");
        Directory.CreateDirectory(folder["out.partial"]);
        File.WriteAllText(folder["out.partial/incomplete"], "");
        File.WriteAllText(folder["out.partial/pixels.16.bin"], "half");
        Assert.Throws<InputException>(() => DataFolder.Open(folder["out.partial"]));
        Assert.Single(Prepare("out", Options).Rows);
    }

    [Fact]
    public void Write_OntoSomething_RefusesAndTouchesNothing()
    {
        SmallHam.Write(folder["source"], "L1,A,nv");
        Directory.CreateDirectory(folder["out"]);
        File.WriteAllText(folder["out/mine"], "");
        Assert.Contains("holds files already", Assert.Throws<InputException>(() => Prepare("out", Options)).Message);
        Assert.True(File.Exists(folder["out/mine"]));
    }

    [Fact]
    public void Open_OfAShortPixelFile_NamesIt()
    {
        SmallHam.Write(folder["source"], "L1,A,nv", "L2,B,nv");
        Prepare("out", Options);
        using (var file = File.OpenWrite(folder["out/pixels.8.bin"]))
            file.SetLength(100);
        Assert.Contains(
            "pixels.8.bin: 100 bytes",
            Assert.Throws<InputException>(() => DataFolder.Open(folder["out"]).Pixels(8)).Message
        );
        Assert.Contains(
            $"add them: training prepare --add-size 32 --out {folder["out"]}",
            Assert.Throws<InputException>(() => DataFolder.Open(folder["out"]).Pixels(32)).Message
        );
    }
}
