using System.Diagnostics;
using System.IO.Compression;
using System.Security.Cryptography;
using Google.Protobuf;
using Onnx;
using Platform.Shared.Bundles;

namespace Platform.Shared.Tests.Bundles;

/// <summary>What is loaded of a bundle is what was hashed, and every byte that is loaded is hashed.</summary>
public sealed class ExchangedBundleTests : IDisposable
{
    readonly string root = TinyBundle.Publish();
    readonly string forged = Directory.CreateTempSubdirectory("forged-").FullName;

    string Folder => Path.Combine(root, "tiny", "1.0.0");
    string Forged => Path.Combine(forged, "tiny", "1.0.0");

    public void Dispose()
    {
        Directory.Delete(root, recursive: true);
        Directory.Delete(forged, recursive: true);
    }

    /// <summary>A whole bundle of other weights in place of ours: each of its checks would pass.</summary>
    void Exchange()
    {
        TinyBundle.Publish(forged, "tiny", "1.0.0", seed: 99);
        foreach (var file in Directory.EnumerateFiles(Forged, "*", SearchOption.AllDirectories))
            File.Copy(file, Path.Combine(Folder, Path.GetRelativePath(Forged, file)), overwrite: true);
    }

    string At(string name) => Path.Combine(Folder, name);

    string Refusal() => Assert.Throws<InputException>(() => Bundle.Load(Folder).Dispose()).Message;

    void Reseal() => BundleStore.Seal(Folder, ManifestFile.Read(At(BundleManifest.FileName)));

    [Fact]
    public void Parts_ThatAreLoadedAfterAnExchange_AreRefused()
    {
        using var bundle = Bundle.LoadGenerator(Folder);
        Exchange();
        foreach (
            var (name, part) in new (string, Func<object>)[]
            {
                (BundleFiles.Encoder, () => bundle.Encoder),
                (BundleFiles.Head, () => bundle.Head),
            }
        )
        {
            var error = Assert.Throws<InputException>(part);
            Assert.StartsWith($"{At(name)}: its SHA-256 is not the one in bundle.json", error.Message);
        }
        Assert.Throws<InputException>(() => bundle.Read(BundleFiles.Classifier));
    }

    /// <summary>The signature is a pipe, so that the exchange comes behind the reading of what it signs.</summary>
    [Fact]
    public async Task Signature_OfABundleThatIsExchangedWhileItIsRead_ServesNoForgedHead()
    {
        if (OperatingSystem.IsWindows())
            return;
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var (secret, open) = (Path.Combine(root, "key.pem"), Path.Combine(root, "public.pem"));
        File.WriteAllText(secret, key.ExportPkcs8PrivateKeyPem());
        File.WriteAllText(open, key.ExportSubjectPublicKeyInfoPem());
        BundleSignature.Sign(Folder, secret);
        var signature = File.ReadAllBytes(At(BundleSignature.FileName));
        File.Delete(At(BundleSignature.FileName));
        using (var made = Process.Start("mkfifo", At(BundleSignature.FileName)))
            await made.WaitForExitAsync();

        var loading = Task.Run(() => Bundle.Load(Folder, signedBy: open).Dispose());
        await using (
            var pipe = new FileStream(At(BundleSignature.FileName), FileMode.Open, FileAccess.Write, FileShare.Read, 0)
        )
        {
            Exchange();
            pipe.Write(signature);
        }
        var error = await Assert.ThrowsAsync<InputException>(() => loading.WaitAsync(TimeSpan.FromSeconds(9)));
        Assert.Contains("its SHA-256 is not the one in bundle.json", error.Message);
    }

    [Fact]
    public void Model_WithWeightsInAFileBesideIt_IsRefused()
    {
        Edit(
            BundleFiles.Encoder,
            model =>
            {
                var tensor = model.Graph.Initializer.Single(t => t.Name == "weight");
                File.WriteAllBytes(At("weights.bin"), tensor.RawData.ToByteArray());
                tensor.RawData = ByteString.Empty;
                tensor.MergeFrom(Outside("weights.bin"));
            }
        );
        Reseal();
        Assert.StartsWith($"{At(BundleFiles.Encoder)}: a tensor keeps its values in a file beside it", Refusal());
    }

    public static readonly TheoryData<string, Action<ModelProto>> Beside = new()
    {
        {
            "a tensor keeps its values in a file beside it",
            model => AddBranch(model, new() { Initializer = { Elsewhere } })
        },
        {
            "a tensor keeps its values in a file beside it",
            model =>
                AddBranch(
                    model,
                    new()
                    {
                        Node =
                        {
                            new NodeProto { OpType = "Constant", Attribute = { Constant } },
                        },
                    }
                )
        },
        {
            "holds a graph compiled for one device",
            model => model.Graph.Node.Add(new NodeProto { OpType = "EPContext" })
        },
        {
            "its property 'ort_config' would change how it is loaded",
            model => model.MetadataProps.Add(new StringStringEntryProto { Key = "ort_config", Value = "{}" })
        },
    };

    [Theory]
    [MemberData(nameof(Beside))]
    public void Model_ThatWouldLoadMoreThanItself_IsRefused(string reason, Action<ModelProto> edit)
    {
        Edit(BundleFiles.Classifier, edit);
        var manifest = ManifestFile.Read(At(BundleManifest.FileName));
        var listed = manifest.Files.ToDictionary();
        listed[BundleFiles.Classifier] = listed[BundleFiles.Classifier] with
        {
            Sha256 = BundleFiles.Sha256(At(BundleFiles.Classifier)),
        };
        ManifestFile.Write(At(BundleManifest.FileName), manifest with { Files = listed });
        Assert.Contains($"{At(BundleFiles.Classifier)}: {reason}", Refusal());
    }

    [Fact]
    public void Head_WithAPartThatNoHeadHas_IsRefusedBeforeItIsMade()
    {
        using (var archive = ZipFile.Open(At(BundleFiles.Head), ZipArchiveMode.Update))
        {
            var entry = archive.GetEntry("TransformerChain/Transform_001/Model.key")!;
            using var content = entry.Open();
            content.Position = 0x50;
            content.Write("WordEmbeddingTransform\0\0"u8);
        }
        Reseal();
        Assert.StartsWith($"{At(BundleFiles.Head)}: holds a part 'WordEmbeddingTransform'", Refusal());
    }

    void Edit(string file, Action<ModelProto> edit)
    {
        var model = ModelProto.Parser.ParseFrom(File.ReadAllBytes(At(file)));
        edit(model);
        File.WriteAllBytes(At(file), model.ToByteArray());
    }

    /// <summary>A graph inside a node's attribute, field 6.</summary>
    static void AddBranch(ModelProto model, GraphProto branch)
    {
        var attribute = new AttributeProto { Name = "then_branch" };
        attribute.MergeFrom(Field(6, branch.ToByteArray()));
        model.Graph.Node.Add(new NodeProto { OpType = "If", Attribute = { attribute } });
    }

    static TensorProto Elsewhere
    {
        get
        {
            var tensor = new TensorProto { Name = "outside" };
            tensor.MergeFrom(Outside("../outside.bin"));
            return tensor;
        }
    }

    /// <summary>A tensor in a node's attribute, field 5.</summary>
    static AttributeProto Constant
    {
        get
        {
            var attribute = new AttributeProto { Name = "value" };
            attribute.MergeFrom(Field(5, Elsewhere.ToByteArray()));
            return attribute;
        }
    }

    /// <summary>
    /// The fields of a tensor whose values lie in another file: external_data, 13, and data_location, 14.
    /// </summary>
    static byte[] Outside(string file) =>
        [.. Field(13, new StringStringEntryProto { Key = "location", Value = file }.ToByteArray()), 14 << 3, 1];

    /// <summary>A field of bytes, fewer than 128.</summary>
    static byte[] Field(int number, byte[] content) => [(byte)(number << 3 | 2), (byte)content.Length, .. content];
}
