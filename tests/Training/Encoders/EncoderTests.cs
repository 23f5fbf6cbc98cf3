using Platform.Shared.Head;
using Platform.Shared.Onnx;
using Platform.Training.Export;
using Platform.Training.Head;
using Platform.Training.Ssl.Methods;
using static TorchSharp.torch;

namespace Platform.Training.Tests.Encoders;

/// <summary>Another encoder goes the whole way: trained by every method, embedded with, and exported.</summary>
public sealed class EncoderTests : IDisposable
{
    const int Side = 32;
    readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory, InlineData("simclr"), InlineData("byol")]
    public void Loss_OfEveryMethod_TrainsAnotherEncoder(string name)
    {
        using var scope = NewDisposeScope();
        random.manual_seed(1);
        var preset = SslMethods.All[name].Presets["smoke"];
        using var method = SslMethods.All[name].Create(preset, new(() => new SmallEncoder(), CPU, []));
        var loss = method.Loss(new([rand(4, 3, Side, Side), rand(4, 3, Side, Side)]));
        loss.Loss.backward();
        Assert.All(
            method.Encoder.Module.named_parameters().Where(p => p.name.EndsWith("weight")),
            p => Assert.True(p.parameter.grad!.abs().sum().item<float>() > 0, p.name)
        );
    }

    [Fact]
    public void Export_OfAnotherEncoder_EqualsItsNetwork()
    {
        random.manual_seed(1);
        using var encoder = new SmallEncoder();
        encoder.eval();
        var images = Enumerable.Range(0, 12).Select(i => Picture(i)).ToArray();
        var rows = EmbeddingExtractor.Extract(encoder, Side, images.Length, i => images[i], CPU);
        Assert.All(rows, row => Assert.Equal(24, row.Length));

        OnnxExport.Save(OnnxExport.Encoder(encoder, Side), folder["encoder.onnx"]);
        ParityCheck.Run(folder["encoder.onnx"], Pixels, i => TorchRun.Encoder(encoder, i, CPU));
        var head = LinearHead.Fit(rows, [.. rows.Select((_, i) => i % 3)], 3);
        using var classifier = new Classifier(encoder, head);
        OnnxExport.Save(OnnxExport.Classifier(classifier, Side, head.Classes), folder["classifier.onnx"]);
        ParityCheck.Run(folder["classifier.onnx"], Pixels, i => TorchRun.Classifier(classifier, i, CPU));
    }

    static byte[] Picture(int seed)
    {
        var bytes = new byte[Side * Side * 3];
        new Random(seed).NextBytes(bytes);
        return bytes;
    }

    static IReadOnlyList<TensorData> Pixels(int batch) =>
        [new("pixels", [.. Enumerable.Range(0, batch).SelectMany(Picture)], batch, Side, Side, 3)];
}
