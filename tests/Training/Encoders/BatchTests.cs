using Platform.Training.Encoders;
using static TorchSharp.torch;

namespace Platform.Training.Tests.Encoders;

public sealed class BatchTests
{
    /// <summary>
    /// What an image's embedding is must not depend on its company: some processors' kernels have made it so.
    /// </summary>
    [Theory]
    [InlineData(32)]
    [InlineData(96)]
    public void Features_OfABatch_AreThoseOfItsImagesAlone(int side)
    {
        using var scope = NewDisposeScope();
        using var off = no_grad();
        random.manual_seed(1);
        using var encoder = new ResNet18();
        encoder.eval();
        var images = rand(3, side, side, 3).permute(0, 3, 1, 2);
        Tensor Embed(Tensor x) => encoder.Features(new Training.Tracing.Eager(x)).Embedding.Value;
        var (together, alone) = (
            Embed(images),
            cat([.. Enumerable.Range(0, 3).Select(i => Embed(images[i..(i + 1)]))])
        );
        Assert.True(((together - alone).abs().max() / alone.abs().max()).item<float>() < 1e-4f);
    }
}
