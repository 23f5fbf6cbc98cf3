using Onnx;
using Platform.Training.Layers;
using Platform.Training.Tracing;
using TorchSharp.Modules;
using static Onnx.TensorProto.Types;
using static TorchSharp.torch;

namespace Platform.Training.Tests.Tracing;

public sealed class OnnxGraphTests
{
    sealed class ConvNorm : Network
    {
        readonly Parameter kernel;
        public readonly BatchNorm2d norm;

        public ConvNorm()
            : base(nameof(ConvNorm))
        {
            kernel = nn.Parameter(randn(4, 3, 3, 3));
            norm = nn.BatchNorm2d(4);
            RegisterComponents();
        }

        public override T Apply<T>(T x) => x.Conv2d(x.Lift(kernel), 1, 1).BatchNorm(norm);
    }

    static ModelProto Export(Network network, params long[] shape)
    {
        var graph = new OnnxGraph("test", network);
        graph.Output("y", network.Apply(graph.Input("x", DataType.Float, shape)), DataType.Float, shape);
        return graph.Build();
    }

    [Fact]
    public void Build_FoldsBatchNormIntoTheConvolution()
    {
        using var network = new ConvNorm();
        network.eval();
        Assert.Equal(["Conv", "Identity"], Export(network, -1, 3, 8, 8).Graph.Node.Select(n => n.OpType));
    }

    [Fact]
    public void Build_FoldsTheEqualisedScale()
    {
        using var network = new EqualizedConv2d(3, 4, 3, 1.4f, hasBias: false);
        var graph = Export(network, -1, 3, 8, 8).Graph;
        Assert.Equal(["Conv", "Identity"], graph.Node.Select(n => n.OpType));
        Assert.Equal("weight", Assert.Single(graph.Initializer).Name);
    }

    [Fact]
    public void BatchNorm_InTrainingMode_IsRefused()
    {
        using var network = new ConvNorm();
        Assert.Throws<InvalidOperationException>(() => Export(network, -1, 3, 8, 8));
    }

    [Fact]
    public void Weight_ThatIsNotRegistered_IsRefused()
    {
        using var network = new ConvNorm();
        using var stray = randn(3);
        Assert.Throws<InvalidOperationException>(() => new OnnxGraph("test", network).Weight(stray));
    }

    [Fact]
    public void Build_WithAnInputThatNothingUses_IsRefused()
    {
        using var network = new ConvNorm();
        network.eval();
        var graph = new OnnxGraph("test", network);
        graph.Input("unused", DataType.Float, 1);
        graph.Output("y", network.Apply(graph.Input("x", DataType.Float, -1, 3, 8, 8)), DataType.Float, -1, 4, 8, 8);
        Assert.Contains("unused", Assert.Throws<InvalidOperationException>(() => graph.Build()).Message);
    }

    [Fact]
    public void Conv2d_WithAComputedKernel_IsRefused()
    {
        using var network = new ConvNorm();
        var graph = new OnnxGraph("test", network);
        var x = graph.Input("x", DataType.Float, -1, 3, 8, 8);
        Assert.Throws<NotSupportedException>(() => x.Conv2d(x.Relu(), 1, 1));
    }
}
