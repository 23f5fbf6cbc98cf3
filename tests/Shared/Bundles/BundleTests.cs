using Platform.Shared.Bundles;
using Platform.Shared.Imaging;
using Platform.Shared.Onnx;

namespace Platform.Shared.Tests.Bundles;

public sealed class BundleTests : IDisposable
{
    readonly string root = TinyBundle.Publish();
    string Folder => Path.Combine(root, "tiny", "1.0.0");
    string ManifestPath => At(BundleManifest.FileName);

    public void Dispose() => Directory.Delete(root, recursive: true);

    string At(string name) => Path.Combine(Folder, name);

    string Refusal() => Assert.Throws<InputException>(() => Bundle.Load(Folder).Dispose()).Message;

    void EditManifest(Func<string, string> edit) =>
        File.WriteAllText(ManifestPath, edit(File.ReadAllText(ManifestPath)));

    void Reseal() => BundleStore.Seal(Folder, ManifestFile.Read(ManifestPath));

    public static TheoryData<string> Files =>
        [BundleManifest.FileName, .. BundleFiles.Required, .. BundleFiles.OfGenerator];

    [Fact]
    public void Load_TakesWhatWasPublished()
    {
        using var bundle = Bundle.Load(Path.Combine(root, "tiny"));
        Assert.Equal("1.0.0", bundle.Manifest.Version);
        Assert.Equal(TinyBundle.Classes, bundle.Manifest.Classes);
        Assert.Equal(
            BundleFiles
                .Required.Concat(BundleFiles.OfGenerator)
                .Append(BundleFiles.DataSheet)
                .Order(StringComparer.Ordinal),
            bundle.Manifest.Files.Keys
        );
        Assert.Equal(3, bundle.Head.Classes);
    }

    [Fact]
    public void Load_OfAManifestThatAnEditorSaved_SaysThatItWasChanged()
    {
        var text = File.ReadAllText(ManifestPath);
        File.WriteAllText(ManifestPath, text, new System.Text.UTF8Encoding(encoderShouldEmitUTF8Identifier: true));
        Assert.Contains("changed since it was published", Refusal());
        File.WriteAllText(ManifestPath, text.ReplaceLineEndings("\r\n"));
        Assert.Contains("changed since it was published", Refusal());
    }

    [Theory]
    [MemberData(nameof(Files))]
    public void Load_WithOneFlippedByte_NamesTheFile(string name)
    {
        var bytes = File.ReadAllBytes(At(name));
        foreach (var at in new[] { 0, bytes.Length / 3, bytes.Length / 2, bytes.Length - 1 })
        {
            var flipped = bytes.ToArray();
            flipped[at] ^= 1;
            File.WriteAllBytes(At(name), flipped);
            Assert.Contains(At(name), Refusal());
        }
    }

    [Theory]
    [MemberData(nameof(Files))]
    public void Load_WithoutAFile_NamesIt(string name)
    {
        File.Delete(At(name));
        var message = Refusal();
        Assert.Contains(At(name), message);
        Assert.Contains("missing", message);
    }

    [Fact]
    public void Load_WithoutAHeadInTheManifest_NamesIt()
    {
        File.Delete(At(BundleFiles.Head));
        Reseal();
        Assert.Contains(At(BundleFiles.Head), Refusal());
    }

    [Fact]
    public void Load_WithoutAGenerator_IsRefusedUnlessTheManifestSaysSo()
    {
        foreach (var file in BundleFiles.OfGenerator)
            File.Delete(At(file));
        Reseal();
        Assert.Contains(At(BundleFiles.Generator), Refusal());
    }

    [Fact]
    public void Load_OfABundleThatDrawsNothing_ClassifiesAndSaysSo()
    {
        TinyBundle.PublishWithoutGenerator(root, "plain", "1.0.0");
        var folder = Path.Combine(root, "plain", "1.0.0");
        using (var bundle = Bundle.Load(folder))
        {
            Assert.False(bundle.HasGenerator);
            Assert.Equal(3, bundle.Judge(new float[BundleContract.Features]).Probabilities.Length);
            Assert.Contains("--gan", Assert.Throws<InputException>(() => bundle.Generator).Message);
        }
        Assert.Contains("--gan", Assert.Throws<InputException>(() => Bundle.LoadGenerator(folder)).Message);
        Assert.Contains("draws no images", File.ReadAllText(Path.Combine(folder, BundleFiles.ModelCard)));
    }

    [Theory]
    [InlineData(6, "newer release")]
    [InlineData(0, "made by an earlier release")]
    public void Load_OfAnotherSchema_SaysWhichOneItReads(int schema, string reason)
    {
        EditManifest(text => text.Replace("\"schemaVersion\": 1", $"\"schemaVersion\": {schema}, \"unknown\": true"));
        var message = Refusal();
        Assert.Contains(reason, message);
        Assert.Contains("schema 1", message);
    }

    [Fact]
    public void Load_OfAnotherPrecision_TakesInt8AndNoOther()
    {
        BundleStore.Seal(
            Folder,
            ManifestFile.Read(ManifestPath) with
            {
                SchemaVersion = 2,
                Precision = BundleManifest.Int8,
            }
        );
        using (var bundle = Bundle.Load(Folder))
            Assert.Equal((2, "int8"), (bundle.Manifest.SchemaVersion, bundle.Manifest.Precision));
        BundleStore.Seal(Folder, ManifestFile.Read(ManifestPath) with { Precision = "int4" });
        Assert.Contains("precision 'int4' is not known", Refusal());
        BundleStore.Seal(
            Folder,
            ManifestFile.Read(ManifestPath) with
            {
                SchemaVersion = 3,
                Precision = null,
                GeneratorPrecision = "int2",
            }
        );
        Assert.Contains("precision 'int2' is not known", Refusal());
    }

    [Fact]
    public void LeastSchema_IsTheOldestThatHoldsWhatTheBundleSays()
    {
        var manifest = ManifestFile.Read(ManifestPath);
        Assert.Equal(
            [1, 2, 3, 3, 4, 4, 5, 5, 5],
            new[]
            {
                manifest,
                manifest with
                {
                    Precision = BundleManifest.Int8,
                },
                manifest with
                {
                    GeneratorPrecision = BundleManifest.Int8,
                },
                manifest with
                {
                    Precision = BundleManifest.Int8,
                    GeneratorPrecision = BundleManifest.Int8,
                },
                manifest with
                {
                    Trust = new() { Priors = new([0.5, 0.25, 0.25], [0.5, 0.25, 0.25]) },
                },
                manifest with
                {
                    Precision = BundleManifest.Int8,
                    Trust = new() { Malignancy = new([true, false, false], [], 0) },
                },
                manifest with
                {
                    WithoutGenerator = true,
                },
                manifest with
                {
                    Preprocessing = new(TinyBundle.Side, Fit.Centre),
                },
                manifest with
                {
                    Preprocessing = new(TinyBundle.Side, Colour: ColourConstancy.ShadesOfGrey),
                },
            }.Select(m => m.LeastSchema)
        );
    }

    [Fact]
    public void Load_OfAnEditedManifest_Refuses()
    {
        EditManifest(text => text.Replace("0.5", "0.9"));
        Assert.Contains("changed since it was published", Refusal());
    }

    [Theory]
    [InlineData("../outside")]
    [InlineData("/etc/hostname")]
    [InlineData("probe/../../outside")]
    [InlineData("probe\\..\\outside")]
    [InlineData("./bundle.json")]
    public void Load_WithANameThatLeadsOut_Refuses(string name)
    {
        var manifest = ManifestFile.Read(ManifestPath);
        ManifestFile.Write(
            ManifestPath,
            manifest with
            {
                Files = manifest.Files.Append(new(name, new(new string('1', 64)))).ToDictionary(),
            }
        );
        Assert.Contains($"'{name}' leads out of the bundle", Refusal());
    }

    [Fact]
    public void Load_WithALink_Refuses()
    {
        File.Move(At(BundleFiles.Head), Path.Combine(root, "outside.zip"));
        File.CreateSymbolicLink(At(BundleFiles.Head), Path.Combine(root, "outside.zip"));
        Assert.Contains("a link", Refusal());
    }

    [Theory]
    [InlineData(BundleFiles.EncoderProbe, BundleFiles.Encoder)]
    [InlineData(BundleFiles.GeneratorProbe, BundleFiles.Generator)]
    [InlineData(BundleFiles.ClassifierProbe, BundleFiles.Classifier)]
    [InlineData(BundleFiles.HeadProbe, BundleFiles.Head)]
    public void Load_WhenAProbeDisagrees_NamesTheModel(string probe, string model)
    {
        var recorded = Probe.Load(At(probe));
        var first = recorded.Outputs[0];
        TensorData changed = first.Values is byte[] bytes
            ? new(first.Name, [.. bytes.Select(b => (byte)(b < 128 ? b + 2 : b - 2))], first.Shape)
            : new(first.Name, [.. first.Floats.Select(v => v * 1.01f)], first.Shape);
        new Probe(recorded.Inputs, [changed, .. recorded.Outputs.Skip(1)]).Save(At(probe));
        Reseal();
        var message = Refusal();
        Assert.Contains(At(model), message);
        Assert.Contains("differs from its probe", message);
    }

    [Fact]
    public void Load_WhenTheClassifierHasAnotherHead_Refuses()
    {
        using var bundle = Bundle.Load(Folder);
        Array.Reverse(bundle.Head.Bias);
        Array.Reverse(bundle.Head.Weights);
        TinyBundle.SaveEncoder(bundle.Head, At(BundleFiles.Classifier));
        using var classifier = OnnxModel.Load(At(BundleFiles.Classifier));
        Probe
            .Record(classifier, [.. Probe.Load(At(BundleFiles.ClassifierProbe)).Inputs])
            .Save(At(BundleFiles.ClassifierProbe));
        Reseal();
        Assert.Contains(BundleFiles.Classifier, Refusal());
    }

    [Fact]
    public void Load_WhenTheHeadHasAnotherNumberOfClasses_Refuses()
    {
        var manifest = ManifestFile.Read(ManifestPath);
        BundleStore.Seal(Folder, manifest with { Classes = [.. manifest.Classes.Take(2)] });
        Assert.Contains(At(BundleFiles.Head), Refusal());
    }

    [Fact]
    public void Load_WhenTheSideDiffersFromTheModels_Refuses()
    {
        BundleStore.Seal(Folder, ManifestFile.Read(ManifestPath) with { Preprocessing = new(32) });
        Assert.Contains("no pixels uint8 [N,32,32,3]", Refusal());
    }

    [Fact]
    public void Load_OfAPreprocessingItDoesNotDo_Refuses()
    {
        BundleStore.Seal(
            Folder,
            ManifestFile.Read(ManifestPath) with
            {
                Preprocessing = new(TinyBundle.Side) { Filter = "lanczos" },
            }
        );
        Assert.Contains("lanczos", Refusal());
    }

    [Fact]
    public void Preprocessing_IsReadAsItWasWritten_AndAPlainOneAsEveryReleaseWroteIt()
    {
        var plain = ManifestFile.Read(ManifestPath);
        Assert.DoesNotContain("colour\"", File.ReadAllText(ManifestPath));
        Assert.Contains("\"resize\": \"squash\"", File.ReadAllText(ManifestPath));
        Assert.Equal(new(TinyBundle.Side), plain.Preprocessing);
        foreach (var fit in Enum.GetValues<Fit>())
        {
            var other = plain with { Preprocessing = new(TinyBundle.Side, fit, ColourConstancy.ShadesOfGrey) };
            BundleStore.Seal(Folder, other with { SchemaVersion = other.LeastSchema });
            Assert.Equal(other.Preprocessing, ManifestFile.Read(ManifestPath).Preprocessing);
            Bundle.Load(Folder).Dispose();
        }
        Assert.Contains("resize: pad; filter: area; colour constancy: shades-of-grey", ModelCard.Write(Padded()));
        EditManifest(text => text.Replace("\"resize\": \"pad\"", "\"resize\": \"stretch\""));
        Assert.Contains("preprocessing.resize", Refusal());

        BundleManifest Padded() => ManifestFile.Read(ManifestPath);
    }

    [Fact]
    public void ModelCard_IsWrittenFromTheManifestAlone()
    {
        var card = File.ReadAllText(At(BundleFiles.ModelCard));
        Assert.Equal(ModelCard.Write(ManifestFile.Read(ManifestPath)), card);
        Assert.Contains(BundleManifest.ResearchUseOnly, card);
        Assert.Contains("| mel | melanoma |", card);
        Assert.Contains("| in `pixels` | uint8 | [N, 16, 16, 3] |", card);
    }
}
