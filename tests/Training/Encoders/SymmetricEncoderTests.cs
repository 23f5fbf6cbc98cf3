using Platform.Shared.Onnx;
using Platform.Training.Data;
using Platform.Training.Encoders;
using Platform.Training.Export;
using Platform.Training.Tracing;
using static TorchSharp.torch;

namespace Platform.Training.Tests.Encoders;

public sealed class SymmetricEncoderTests : IDisposable
{
    const int Side = 32;
    readonly TemporaryFolder folder = new();
    readonly SmallEncoder inner = new();

    public SymmetricEncoderTests() => inner.eval();

    public void Dispose()
    {
        inner.Dispose();
        folder.Dispose();
    }

    [Fact]
    public void Of_NoSymmetry_IsTheEncoderItself() => Assert.Same(inner, SymmetricEncoder.Of(inner, Symmetry.None));

    [Theory, InlineData(Symmetry.Mirror), InlineData(Symmetry.Square)]
    public void Embed_OfAnyCopy_IsTheSame(Symmetry symmetry)
    {
        using var scope = NewDisposeScope();
        var encoder = SymmetricEncoder.Of(inner, symmetry);
        var image = rand(2, 3, Side, Side);
        var embedding = encoder.Embed(image);
        Assert.All(Copies(image, symmetry), copy => Near(embedding, encoder.Embed(copy), 1e-5));
        Assert.True((embedding - ((IEncoder)inner).Embed(image)).abs().max().item<float>() > 1e-4);
    }

    /// <summary>The slow, obvious reference: turn, embed, sum up.</summary>
    [Theory, InlineData(Symmetry.Mirror), InlineData(Symmetry.Square)]
    public void Embed_IsTheMeanOverTheCopies(Symmetry symmetry)
    {
        using var scope = NewDisposeScope();
        var image = rand(2, 3, Side, Side);
        var copies = Copies(image, symmetry);
        var mean = stack(copies.Select(((IEncoder)inner).Embed)).mean([0]);
        Assert.Equal(symmetry == Symmetry.Mirror ? 2 : 8, copies.Length);
        Near(mean, SymmetricEncoder.Of(inner, symmetry).Embed(image), 1e-5);
    }

    /// <summary>A map that is turned back turns as its picture does.</summary>
    [Fact]
    public void Features_Map_TurnsWithThePictureAndHasTheEmbeddingAsItsMean()
    {
        using var scope = NewDisposeScope();
        var encoder = SymmetricEncoder.Of(inner, Symmetry.Square);
        var image = rand(2, 3, Side, Side);
        var (embedding, map) = encoder.Features(new Eager(image));
        Near(embedding.Value, map.Value.mean([2, 3]), 1e-5);
        Near(map.Value.rot90(1, (2, 3)), encoder.Features(new Eager(image.rot90(1, (2, 3)))).FeatureMap.Value, 1e-5);
    }

    [Theory, InlineData(Symmetry.Mirror), InlineData(Symmetry.Square)]
    public void Export_EqualsTheNetworkAndHoldsItsWeightsOnce(Symmetry symmetry)
    {
        var encoder = SymmetricEncoder.Of(inner, symmetry);
        OnnxExport.Save(OnnxExport.Encoder(inner, Side), folder["plain.onnx"]);
        OnnxExport.Save(OnnxExport.Encoder(encoder, Side), folder["encoder.onnx"]);
        ParityCheck.Run(folder["encoder.onnx"], Pixels, i => TorchRun.Encoder(encoder, i, CPU));
        var (plain, symmetric) = (
            new FileInfo(folder["plain.onnx"]).Length,
            new FileInfo(folder["encoder.onnx"]).Length
        );
        var weights = inner.parameters().Sum(p => p.numel() * sizeof(float));
        Assert.True(symmetric < plain + weights, $"{symmetric} bytes, {plain} without copies");
    }

    static Tensor[] Copies(Tensor image, Symmetry symmetry) =>
        symmetry == Symmetry.Mirror
            ? [image, image.flip(3)]
            :
            [
                .. Enumerable
                    .Range(0, 4)
                    .Select(turns => image.rot90(turns, (2, 3)))
                    .SelectMany(turned => new[] { turned, turned.flip(3) }),
            ];

    static void Near(Tensor expected, Tensor actual, double tolerance) =>
        Assert.InRange((expected - actual).abs().max().item<float>(), 0, tolerance);

    static IReadOnlyList<TensorData> Pixels(int batch)
    {
        var bytes = new byte[batch * Side * Side * 3];
        new Random(1).NextBytes(bytes);
        return [new("pixels", bytes, batch, Side, Side, 3)];
    }
}
