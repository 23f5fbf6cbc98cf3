using System.Text.Json.Nodes;
using Platform.Shared.Bundles;
using Platform.Shared.Formats;
using Platform.Shared.Sampling;
using Platform.Shared.Trust;

namespace Platform.Shared.Tests.Formats;

/// <summary>Files that cross a process, spoilt in every way: each is refused in one line that names it.</summary>
public sealed class RefusalsTests : IDisposable
{
    static readonly string Sha256 = new('b', 64);
    static readonly SyntheticSettings Settings = new()
    {
        Run = "gan after 100 images",
        GeneratorSha256 = Sha256,
        IntendedUse = "tests",
        Seed = 0,
        Start = 0,
        Count = 12,
        Psi = [1],
        Side = 8,
        Format = SyntheticFormat.Folder,
        ShardSize = 12,
    };
    static readonly DataInfo Info = new()
    {
        Name = "phantom",
        Sides = [8],
        Classes = ["mel", "nv"],
        Split = SplitBy.Lesion,
        Test = 0.2,
        Seed = 0,
        Subset = null,
        Images = 2,
        Rejected = 0,
    };
    static readonly AuditReport Audit = new()
    {
        Passed = true,
        Failures = [],
        Dataset = "drawn",
        GeneratorSha256 = Sha256,
        DataSha256 = Sha256,
        Encoder = null,
        SyntheticImages = 1,
        TrainingImages = 1,
        HeldOutImages = 1,
        CopyShare = 0,
        CopyShareHeldOut = 0,
        Limits = new(0.9, 0.01, 0.6),
        Spaces = new Dictionary<string, AuditedSpace> { ["pixels"] = new(0.5, 0.4, null, new { threshold = 1.5 }) },
        Copies = [new("a.png", "photograph", 0.5)],
    };

    readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    string this[string name] => Path.Combine(folder.Path, name);

    /// <summary>A JSON file: its text, a field that it must have, and its reader.</summary>
    static (string File, string Text, string Field, Action<string> Read) Json(string format) =>
        format switch
        {
            "data folder" => ("dataset.json", Text(Info.Write), "classes", f => DataInfo.Read(f)),
            "synthetic set settings" => (
                "settings.json",
                Settings.ToJson(),
                "intendedUse",
                f => SyntheticSetRecord.Read(f)
            ),
            "synthetic set" => (
                "dataset.json",
                SyntheticSet.Of(Settings, [new("000000", 0, 12, 100, Sha256, Sha256, new(12))]).ToJson(),
                "shards",
                f => SyntheticSet.Read(f)
            ),
            "audit" => ("audit.json", Audit.ToJson(), "data_sha256", f => AuditReport.Read(f)),
            _ => (
                "bundle.json",
                Earlier.Text("bundle.json"),
                "preprocessing",
                f => ManifestFile.Read(Path.Combine(f, "bundle.json"))
            ),
        };

    static string Text(Action<string> write)
    {
        using var folder = new TemporaryFolder();
        write(folder.Path);
        return File.ReadAllText(Directory.EnumerateFiles(folder.Path).Single());
    }

    string Refusal(Action<string> read)
    {
        var message = Assert.Throws<InputException>(() => read(folder.Path)).Message;
        Assert.DoesNotContain('\n', message);
        return message;
    }

    [Theory]
    [InlineData("data folder")]
    [InlineData("synthetic set settings")]
    [InlineData("synthetic set")]
    [InlineData("audit")]
    [InlineData("model bundle")]
    public void Read_OfASpoiltJsonFile_IsRefusedInOneLine(string format)
    {
        var (name, whole, field, read) = Json(format);
        var file = this[name];
        File.WriteAllText(file, whole);
        read(folder.Path);

        string Spoilt(string text)
        {
            File.WriteAllText(file, text);
            var message = Refusal(read);
            Assert.StartsWith($"{file}: ", message);
            return message;
        }
        string Changed(Action<JsonObject> change)
        {
            var content = JsonNode.Parse(whole)!.AsObject();
            change(content);
            return Spoilt(content.ToJsonString());
        }
        var schema = format == "model bundle" ? "schemaVersion" : "schema";
        Assert.Contains($"its kind is \"recipe\", not \"{format}\"", Changed(c => c["kind"] = "recipe"));
        Assert.Contains("schema 99, made by a newer release; this one reads schema", Changed(c => c[schema] = 99));
        Assert.EndsWith(": update it", Changed(c => c[schema] = 99));
        Assert.Contains("schema -1, made by an earlier release", Changed(c => c[schema] = -1));
        Assert.Contains($"without '{field}'", Changed(c => c.Remove(field)));
        Assert.Contains("damaged (", Spoilt(whole[..(whole.Length / 2)]));
        Assert.Contains("empty; ", Spoilt(""));
        Assert.Contains("damaged (not a JSON object)", Spoilt("[1]"));
        Changed(c =>
        {
            c.Remove("kind");
            c.Remove(schema);
        });
    }

    [Fact]
    public void Read_OfWhatWasWritten_IsTheSame()
    {
        Info.Write(folder.Path);
        Assert.Equal(Json("data folder").Text, File.ReadAllText(this["dataset.json"]));
        DataInfo.Read(folder.Path).Write(folder.Path);
        Assert.Equal(Json("data folder").Text, File.ReadAllText(this["dataset.json"]));
        File.WriteAllText(this["settings.json"], Settings.ToJson());
        Assert.Equal(Settings.ToJson(), SyntheticSettings.Read(folder.Path).ToJson());
        Assert.Null(Settings.DifferenceFrom(this["settings.json"]));
        File.WriteAllText(this["audit.json"], Audit.ToJson());
        Assert.Equal(Audit.ToJson(), AuditReport.Read(folder.Path).ToJson());
    }

    [Fact]
    public void Read_OfWhatTheReleaseBeforeWrote_NeedsNoKind()
    {
        File.Copy(Earlier.PathOf("data.dataset.json"), this["dataset.json"]);
        Assert.Equal(("phantom", 800), (DataInfo.Read(folder.Path).Name, DataInfo.Read(folder.Path).Images));
        Assert.Equal(["train", "train"], ManifestRow.Read(Earlier.PathOf("manifest.csv")).Select(r => r.Split));
        Assert.Equal("phantom", ManifestFile.Read(Earlier.PathOf("bundle.json")).Name);
        Assert.Equal(new(32), ManifestFile.Read(Earlier.PathOf("bundle.json")).Preprocessing);
        Assert.True(DataInfo.Read(folder.Path).Preprocessing(32).IsPlain);
        File.Copy(Earlier.PathOf("sample.settings.json"), this["settings.json"]);
        Assert.Equal(
            $"{this["settings.json"]}: begun by an earlier release (schema 3), which drew other bytes; "
                + "go on with that release, or give another --out",
            Assert.Throws<InputException>(() => Settings.DifferenceFrom(this["settings.json"])).Message
        );
    }

    [Theory]
    [InlineData("density")]
    [InlineData("cases")]
    public void Load_OfASpoiltBinaryFile_IsRefusedInOneLine(string kind)
    {
        float[][] embeddings =
        [
            [1, 2],
            [3, 5],
            [4, 4],
            [0, 1],
        ];
        var (density, cases) = (this["density"], this["cases"]);
        EmbeddingDensity.Fit(embeddings, [0, 0, 1, 1], 2).Save(density);
        new NearestCases(["a", "b", "c", "d"], ["mel", "mel", "nv", "nv"], embeddings).Save(cases);
        void Load(string file)
        {
            if (kind == "density")
                EmbeddingDensity.Load(file);
            else
                NearestCases.Load(file);
        }
        var (own, other) = kind == "density" ? (density, cases) : (cases, density);
        Load(own);
        var bytes = File.ReadAllBytes(own);
        string Spoilt(byte[] content)
        {
            File.WriteAllBytes(own, content);
            return Refusal(_ => Load(own));
        }
        Assert.Contains($"its kind is \"{(kind == "density" ? "cases" : "density")}\", not", Refusal(_ => Load(other)));
        Assert.Equal($"{own}: empty; copy the bundle again", Spoilt([]));
        Assert.Contains("damaged (", Spoilt(bytes[..^3]));
        Assert.Contains("damaged (it goes on after its end)", Spoilt([.. bytes, 0]));
        Assert.Contains("damaged (another format)", Spoilt([4, .. "text"u8]));
        var newer = bytes.ToArray();
        newer[newer[0]] = (byte)'9'; // the last character of the string, whose length comes first
        Assert.Contains("schema 9, made by a newer release; this one reads schema 1: update it", Spoilt(newer));
    }

    [Fact]
    public void Load_OfASpoiltIndexOfCopies_IsRefusedInOneLine()
    {
        var file = this["copies.index"];
        float[][] Photographs(int count, float at) =>
            [.. Enumerable.Range(0, count).Select(i => (float[])[i + at, i * i, 1 - i])];
        CopiesIndex.Build([.. Photographs(4, 0).Select(p => (float[][])[p])], Photographs(2, 0.5f)).Save(file);
        Assert.Equal(4, CopiesIndex.Load(file).Photographs);
        var bytes = File.ReadAllBytes(file);
        var line = Array.IndexOf(bytes, (byte)'\n');
        var header = System.Text.Encoding.UTF8.GetString(bytes, 0, line);
        string Spoilt(string start, byte[]? rest = null)
        {
            File.WriteAllBytes(file, [.. System.Text.Encoding.UTF8.GetBytes(start), .. rest ?? bytes[line..]]);
            return Refusal(_ => CopiesIndex.Load(file));
        }
        Assert.Contains("its kind is \"recipe\"", Spoilt(header.Replace("copies index", "recipe")));
        Assert.Contains("made by a newer release", Spoilt(header.Replace("\"schema\":1", "\"schema\":2")));
        Assert.Contains("damaged (cut short", Spoilt(header, bytes[line..^1]));
        Assert.Contains("empty; publish the bundle again", Spoilt("", []));
        // as the release before wrote it
        File.WriteAllBytes(
            file,
            [.. System.Text.Encoding.UTF8.GetBytes(header.Replace("\"kind\":\"copies index\",", "")), .. bytes[line..]]
        );
        Assert.Equal(4, CopiesIndex.Load(file).Photographs);
    }

    [Theory]
    [InlineData("", "empty; its first line must name the columns")]
    [InlineData("image,source,lesion,split,sha256,width,height\n", "no column label")]
    [InlineData("image,source,lesion,label,split,sha256,width,height\na,b,c,mel,tra", "no field for the column sha256")]
    [InlineData("image,source,lesion,label,split,sha256,width,height\na,b,c,mel,tra,ab,1,1", "neither train nor test")]
    [InlineData("image,source,lesion,label,split,sha256,width,height\na,b,c,mel,test,ab,one,1", "not a whole number")]
    public void Read_OfASpoiltManifest_IsRefusedInOneLine(string text, string reason)
    {
        File.WriteAllText(this["manifest.csv"], text);
        var message = Refusal(_ => ManifestRow.Read(this["manifest.csv"]));
        Assert.StartsWith(this["manifest.csv"], message);
        Assert.Contains(reason, message);
    }
}
