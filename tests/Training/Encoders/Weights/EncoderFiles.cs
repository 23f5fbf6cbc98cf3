using Platform.Training.Encoders;
using Platform.Training.Encoders.Weights;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Platform.Training.Tests.Encoders.Weights;

/// <summary>Encoders with every number of their own, and files of them.</summary>
static class EncoderFiles
{
    /// <summary>Fresh batch-norms are the identity, which would hide that one was left out.</summary>
    public static ResNet18 Encoder(int seed, PixelNormalisation? normalisation = null)
    {
        random.manual_seed(seed);
        var encoder = new ResNet18 { Normalisation = normalisation ?? PixelNormalisation.None };
        using var scope = NewDisposeScope();
        using var off = no_grad();
        foreach (var norm in encoder.modules().OfType<BatchNorm2d>())
        {
            norm.weight!.uniform_(0.5, 1.5);
            norm.bias!.uniform_(-0.5, 0.5);
            norm.running_mean!.uniform_(-0.5, 0.5);
            norm.running_var!.uniform_(0.5, 2);
        }
        encoder.eval();
        return encoder;
    }

    public static string Write(
        string path,
        IReadOnlyDictionary<string, Tensor> tensors,
        IReadOnlyDictionary<string, string>? metadata = null
    )
    {
        using var scope = NewDisposeScope();
        using var file = File.Create(path);
        SafeTensorsWriter.Write(file, tensors, metadata ?? new Dictionary<string, string>());
        return path;
    }

    public static void AssertEqual(ResNet18 expected, ResNet18 actual)
    {
        using var scope = NewDisposeScope();
        var (a, b) = (expected.state_dict(), actual.state_dict());
        Assert.Equal(a.Keys, b.Keys);
        Assert.All(a.Keys, name => Assert.Equal(a[name].bytes.ToArray(), b[name].bytes.ToArray()));
    }
}
