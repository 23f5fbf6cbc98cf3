using Platform.Shared.Imaging;
using Platform.Training.Configuration;
using Platform.Training.Encoders;
using Platform.Training.Encoders.Weights;
using Platform.Training.Publishing;
using Platform.Training.Ssl;
using Platform.Training.Ssl.Methods;
using Platform.Training.Ssl.SimClr;
using Platform.Training.Tests.Encoders.Weights;
using static TorchSharp.torch;

namespace Platform.Training.Tests.Publishing;

public sealed class EncoderExportTests : IDisposable
{
    static readonly PixelNormalisation Normalisation = new(
        new(0.48235294117647065, 0.45, 0.4),
        new(1 / 255.0, 0.224, 0.225)
    );
    static readonly InitialWeights Init = new("imagenet", new string('a', 64), "a package", "MIT", Normalisation);
    readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    static SslRun Run(InitialWeights? init, string method = "simclr") =>
        new(
            method,
            SslConfig.Smoke,
            method == "none" ? new NoOptions() : SimClrOptions.Small,
            "ham10000",
            new string('b', 64),
            IncludeTest: true,
            5,
            []
        )
        {
            Init = init,
        };

    string Export(ResNet18 encoder, SslRun run)
    {
        var path = folder["encoder.safetensors"];
        File.WriteAllBytes(path, EncoderExport.Bytes(encoder, run, new string('c', 64)));
        return path;
    }

    [Fact]
    public void Bytes_ReadBack_AreTheSameNetworkBitForBit()
    {
        using var scope = NewDisposeScope();
        using var encoder = EncoderFiles.Encoder(11, Normalisation);
        using (no_grad())
            foreach (var (_, count) in encoder.state_dict().Where(t => t.Key.EndsWith("num_batches_tracked")))
                count.fill_(12_345);
        using var opened = PretrainedEncoder.Open(Export(encoder, Run(Init)), null);
        using var loaded = opened.Create();
        EncoderFiles.AssertEqual(encoder, loaded);
        Assert.Equal(Normalisation, loaded.Normalisation);
        Assert.True(opened.Description.SawTest);
        Assert.Equal(new string('b', 64), opened.Description.ManifestSha256);
        Assert.Contains("begun from imagenet", opened.Description.Source);
        Assert.Contains("CC BY-NC 4.0", opened.Description.Licence);
        Assert.Contains("MIT", opened.Description.Licence);
        Assert.Equal(
            File.ReadAllBytes(folder["encoder.safetensors"]),
            EncoderExport.Bytes(loaded, Run(Init), new('c', 64))
        );
    }

    /// <summary>What another program needs to make its pictures like those that were trained on.</summary>
    [Fact]
    public void Bytes_SayHowAPhotographBecomesTheInput()
    {
        using var encoder = EncoderFiles.Encoder(11);
        var run = Run(null) with { Fit = Fit.Pad, Colour = ColourConstancy.ShadesOfGrey };
        using var file = TensorFiles.Open(Export(encoder, run));
        Assert.Equal("32", file.Metadata[WeightsMetadata.Side]);
        Assert.Equal("pad", file.Metadata[WeightsMetadata.Fit]);
        Assert.Equal("shades-of-grey", file.Metadata[WeightsMetadata.Colour]);
    }

    [Fact]
    public void Bytes_OfAnEncoderThatWasNotTrained_NameNoData()
    {
        using var encoder = EncoderFiles.Encoder(11);
        using var opened = PretrainedEncoder.Open(Export(encoder, Run(Init, "none")), null);
        Assert.Null(opened.Description.ManifestSha256);
        Assert.Null(opened.Description.SawTest);
        Assert.DoesNotContain("HAM10000", opened.Description.Licence);
    }

    /// <summary>Noise [4, 3, 96, 96] in [0, 1], also as a file for Python.</summary>
    Tensor Images()
    {
        random.manual_seed(5);
        var images = rand(4, 3, 96, 96);
        EncoderFiles.Write(folder["images.safetensors"], new Dictionary<string, Tensor> { ["images"] = images });
        return images;
    }

    void AssertEmbedsTheSame(ResNet18 encoder, Tensor images)
    {
        using var off = no_grad();
        using var file = TensorFiles.Open(folder["embeddings.safetensors"]);
        var (expected, actual) = (file.Read("embedding"), encoder.call(images));
        Assert.Equal(expected.shape, actual.shape);
        var error = ((expected - actual).abs().max() / expected.abs().max()).item<float>();
        Assert.True(error <= 1e-4f, $"relative difference {error:E1}");
    }

    [Fact]
    public void Torchvision_EmbedsTheSame_FromTheFile()
    {
        using var scope = NewDisposeScope();
        using var encoder = EncoderFiles.Encoder(12, Normalisation);
        var images = Images();
        Torchvision.Run(
            """
            said, tensors = read(sys.argv[1])
            mean, deviation = ([float(n) for n in said[key].split()] for key in ("pixel_mean", "pixel_deviation"))
            model = torchvision.models.resnet18()
            missing = model.load_state_dict(tensors, strict=False)
            assert missing.missing_keys == ["fc.weight", "fc.bias"] and not missing.unexpected_keys, missing
            images = torchvision.transforms.Normalize(mean, deviation)(read(sys.argv[2])[1]["images"])
            embed(model, images, sys.argv[3])
            """,
            Export(encoder, Run(Init)),
            folder["images.safetensors"],
            folder["embeddings.safetensors"]
        );
        AssertEmbedsTheSame(encoder, images);
    }

    [
        Theory,
        InlineData("write(sys.argv[1], model.state_dict())"),
        InlineData("torch.save({'state_dict': wrapped}, sys.argv[1])")
    ]
    public void Torchvision_EmbedsTheSame_FromItsOwnFile(string save)
    {
        using var scope = NewDisposeScope();
        var images = Images();
        Torchvision.Run(
            $$"""
            torch.manual_seed(3)
            model = torchvision.models.resnet18()
            model(torch.rand(8, 3, 64, 64)) # statistics of the batch-norms
            wrapped = {"module." + name: tensor for name, tensor in model.state_dict().items()}
            {{save}}
            normalise = torchvision.transforms.Normalize([0.485, 0.456, 0.406], [0.229, 0.224, 0.225])
            embed(model, normalise(read(sys.argv[2])[1]["images"]), sys.argv[3])
            """,
            folder["torchvision.weights"],
            folder["images.safetensors"],
            folder["embeddings.safetensors"]
        );
        using var opened = PretrainedEncoder.Open(folder["torchvision.weights"], null);
        using var encoder = opened.Create();
        encoder.eval();
        AssertEmbedsTheSame(encoder, images);
    }
}
