using Google.Protobuf;
using Onnx;
using Platform.Shared.Onnx;
using static TorchSharp.torch;

namespace Platform.Training.Tests.Tracing;

/// <summary>Runs an exported graph in ONNX Runtime and compares it with what TorchSharp gave.</summary>
static class Parity
{
    public static OnnxModel Load(ModelProto model, TemporaryFolder folder)
    {
        var path = folder[$"{model.Graph.Name}.onnx"];
        using (var file = File.Create(path))
            model.WriteTo(file);
        return OnnxModel.Load(path);
    }

    public static TensorData Data(string name, Tensor x)
    {
        using var flat = x.detach().contiguous();
        return x.dtype == ScalarType.Byte
            ? new(name, flat.data<byte>().ToArray(), x.shape)
            : new(name, flat.data<float>().ToArray(), x.shape);
    }

    /// <summary>max |a - b| / max |b|</summary>
    public static double RelativeError(TensorData actual, Tensor expected)
    {
        Assert.Equal(expected.shape, actual.Shape);
        using var want = expected.detach().to(ScalarType.Float64);
        using var got = (actual.Values is byte[] bytes ? tensor(bytes) : tensor(actual.Floats))
            .to(ScalarType.Float64)
            .view(want.shape);
        return ((got - want).abs().max() / want.abs().max().clamp_min(1e-12)).item<double>();
    }
}
